import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Problem } from './api'

export interface Reading<T> { data: ShallowRef<T | undefined>; problem: Ref<string>; busy: Ref<boolean>; read: () => Promise<void> }

/**
 * What a panel reads beside the record: once when it is shown, and again with read(). A failed reading is never taken for an empty one:
 * problem says what happened, pages/Failed.vue shows it with a button to try again, and what was read before stays. What the person may
 * not see, or what is not there, is no failure: there is nothing to show then.
 */
export function useReading<T>(ask: () => Promise<T | undefined>): Reading<T> {
  const data = shallowRef<T>(), problem = ref(''), busy = ref(false)
  let turn = 0
  async function read() {
    const mine = ++turn
    busy.value = true
    try {
      const got = await ask()
      if (mine !== turn) return // asked again meanwhile
      data.value = got
      problem.value = ''
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      if (mine !== turn) return
      const none = e.status === 403 || e.status === 404
      if (none) data.value = undefined
      problem.value = none ? '' : e.message
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  onMounted(read)
  return { data, problem, busy, read }
}
