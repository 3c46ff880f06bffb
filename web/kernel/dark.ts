import { ref, watch } from 'vue'

/** Whether pages are dark, as this browser chose. */
export const dark = ref(localStorage.getItem('theme') === 'dark')
watch(dark, (v) => {
  localStorage.setItem('theme', v ? 'dark' : 'light')
  document.documentElement.classList.toggle('dark', v)
}, { immediate: true })
