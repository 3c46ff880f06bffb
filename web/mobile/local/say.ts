import { ref } from 'vue'

/** A short word at the foot of the screen, read out by screen readers. */
export const saying = ref('')
let timer: ReturnType<typeof setTimeout> | undefined
export function say(words: string) {
  saying.value = words
  clearTimeout(timer)
  timer = setTimeout(() => { saying.value = '' }, Math.max(2500, words.length * 160))
}
