import { speech } from './api'

/** The words of console, systems and record types in English, each beside what uses them; Chinese is the language that everything is written in. */
const dictionaries = import.meta.glob<Record<string, string>>(['./en.json', '../../base/*/ui/en.json', '../../system/*/ui/en.json'], { import: 'default' })
const english: Record<string, string> = {}

export const language: 'zh' | 'en' = localStorage.getItem('language') === 'en' ? 'en' : 'zh'

/** Loads the words of the language that this browser chose; pages are made after that. */
export async function speak() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  if (language !== 'en') return
  Object.assign(english, ...(await Promise.all(Object.values(dictionaries).map((load) => load()))))
  Object.assign(speech, { t, codes: true })
}

/** Every page is made anew in the other language; what is being filled in asks before it is left. */
export function switchLanguage() {
  localStorage.setItem('language', language === 'zh' ? 'en' : 'zh')
  location.reload()
}

/** A text in the language of this browser, with {0}, {1}... filled in; a text without a translation stays Chinese. */
export function t(zh: string, ...args: unknown[]): string {
  const words = Object.hasOwn(english, zh) ? english[zh] : zh
  return args.length ? words.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)] ?? '')) : words
}
