/** The declarations as the server tells them to this actor; see docs/api.md. */
import { shallowRef } from 'vue'
import { call } from './api'
import { china } from './day'
import { t } from './words'

export type FieldKind =
  | 'text' | 'longtext' | 'int' | 'number' | 'bool' | 'enum' | 'enums' | 'date' | 'time' | 'region' | 'ref' | 'refs' | 'point' | 'files' | 'table'
  | 'texts' | 'money' | 'phone' | 'idnumber' | 'industry' | 'json'

export interface Option { const: string; title: string; 'x-tone'?: string }

export interface Field {
  name: string
  type: string | string[]
  title: string
  description?: string
  maxLength?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  readOnly?: boolean
  oneOf?: Option[]
  items?: { oneOf?: Option[]; properties?: Record<string, Field> }
  'x-kind': FieldKind
  'x-section'?: string
  'x-order': number
  'x-ui'?: string[]
  'x-unit'?: string
  'x-mask'?: boolean
  'x-ref'?: string
  /** Where a form asks for what may be chosen, as far as "&q=", other than the list of the type: whoever fills it in may not read that. */
  'x-find'?: string
  'x-among'?: string
  required: boolean
}

export interface Step {
  name: string; label: string; from: string[]; to: string; ask?: string[]; may?: string[]; opinion?: boolean; todo?: boolean
  tone?: 'primary' | 'danger' | ''; confirm?: string; help?: string
}
export interface View { name: string; label: string; query: string }
export interface Part { type: string; label: string; via: string }

export interface Schema {
  $id: string
  title: string
  properties: Record<string, Field>
  required: string[]
  fields: Field[]
  'x-name': string
  'x-state'?: string
  'x-can': string[]
  /** The history is not for this reader; personal data are shown for a reason. */
  'x-blind'?: boolean
  'x-unmask'?: boolean
  'x-steps': Step[]
  'x-views': View[]
  'x-sort': string
  'x-sorts': string[]
  'x-filters': string[]
  'x-search': boolean
  'x-parts': Part[]
  'x-point'?: string
  'x-help'?: string
}

export interface Layer { name: string; label: string; type: string; tone?: string }
export interface Indicator { name: string; label: string; unit: string; help?: string; by: string[]; type: string; on?: string; per?: string; per_label?: string }
export interface Catalogue {
  version: string
  /** The headings of the menu, each with the names of the systems below it. */
  areas: { label: string; systems: string[] }[]
  systems: { name: string; label: string; types: string[] }[]
  types: Record<string, Schema>
  layers: Layer[]
  indicators: Indicator[]
}

/** What this actor may see and do; undefined until loadCatalogue has run. */
export const catalogue = shallowRef<Catalogue>()

/** The words of a declaration in the language of this browser, in place. */
function say<T extends object>(of: T, ...keys: (keyof T)[]): T {
  for (const k of keys) if (of[k]) of[k] = t(of[k] as string) as T[keyof T]
  return of
}
function sayField(f: Field) {
  say(f, 'title', 'description', 'x-section', 'x-unit')
  for (const o of f.oneOf ?? f.items?.oneOf ?? []) say(o, 'title')
  for (const c of Object.values(f.items?.properties ?? {})) sayField(c)
}

/** ready puts what the server sends into the shape that pages read: fields in order, each with its name. */
function ready(s: Schema): Schema {
  const number = (props: Record<string, Field>, required: string[]) =>
    Object.entries(props).map(([name, f]) => Object.assign(f, { name, required: required.includes(name) })).sort((a, b) => a['x-order'] - b['x-order'])
  say(s, 'title', 'x-help')
  for (const f of Object.values(s.properties)) sayField(f)
  for (const x of s['x-steps']) say(x, 'label', 'help', 'confirm')
  for (const x of [...s['x-views'], ...s['x-parts']]) say(x, 'label')
  s.fields = number(s.properties, s.required)
  for (const f of s.fields) if (f.items?.properties) number(f.items.properties, [])
  return s
}

export async function loadCatalogue(): Promise<Catalogue> {
  const c = await call<Catalogue>('/api/schema')
  for (const s of Object.values(c.types)) ready(s)
  for (const x of [...c.areas, ...c.systems, ...c.layers]) say(x, 'label')
  for (const x of c.indicators) say(x, 'label', 'unit', 'help', 'per_label')
  catalogue.value = c
  return c
}

export const schemaOf = (type: string): Schema | undefined => catalogue.value?.types[type]
/** The filters that what a reference may choose passes. */
export const among = (f: Field) => Object.fromEntries(new URLSearchParams(f['x-among'] ?? ''))
export const has = (f: Field, word: string) => f['x-ui']?.includes(word) ?? false
export const optionsOf = (f: Field): Option[] => (f.oneOf ?? f.items?.oneOf ?? []).filter((o) => o.const !== '')
export const columnsOf = (f: Field): Field[] => Object.values(f.items?.properties ?? {}).sort((a, b) => a['x-order'] - b['x-order'])

/** Columns that a form offers. */
export const editable = (f: Field, creating: boolean) => !f.readOnly && !has(f, 'hidden') && !has(f, 'fixed') && (creating || !has(f, 'once'))

/** Whether one is offered to file a record of a type that refers to this row: neither where the server would refuse it, nor where the form has no such column. */
export const files = (part: { type: string; via: string }, row: Record<string, any>) => {
  const to = schemaOf(part.type), f = to?.properties[part.via]
  return !!f && to!['x-can'].includes('create') && editable(f, true) && Object.entries(among(f)).every(([name, values]) => values.split(',').includes(String(row[name])))
}

/** The region of the actor: what lies in it is called by the rest of its name. */
export const home = shallowRef('')
export const nearby = (label: string) => (home.value && label.length > home.value.length && label.startsWith(home.value) ? label.slice(home.value.length) : label)

/** What a person reads of a value; names of what is referred to come from display. */
export function text(f: Field, value: any, display?: Record<string, string>): string {
  if (value === undefined || value === null || value === '') return ''
  const label = (v: any) => optionsOf(f).find((o) => o.const === v)?.title ?? String(v)
  switch (f['x-kind']) {
    case 'enum': return label(value)
    case 'enums': return (value as string[]).map(label).join(t('、'))
    case 'bool': return value ? t('是') : t('否')
    case 'region': return nearby(display?.[f.name] ?? String(value))
    case 'ref': case 'refs': case 'industry': return display?.[f.name] ?? String(value)
    case 'texts': return (value as string[]).join(t('、'))
    case 'time': return localTime(value)
    case 'money': return Number(value).toLocaleString('zh-CN', { minimumFractionDigits: 2 }) + (f['x-unit'] ? ' ' + f['x-unit'] : '')
    case 'int': case 'number': return Number(value).toLocaleString('zh-CN', { maximumFractionDigits: 6, useGrouping: f['x-unit'] !== '年' }) + (f['x-unit'] ? ' ' + f['x-unit'] : '')
    case 'point': return (value as number[]).map((n) => n.toFixed(5)).join(', ')
    case 'files': case 'table': return t('{0} 项', value.length)
    case 'json': return JSON.stringify(value)
  }
  return String(value)
}

/** A time as it was in China. */
export function localTime(value: string): string {
  if (!value || value.startsWith('0001')) return ''
  return Number.isNaN(Date.parse(value)) ? value : china(value).slice(0, 16).replace('T', ' ')
}

export const tone = (f: Field, value: any) => optionsOf(f).find((o) => o.const === value)?.['x-tone']
