import { onBeforeUnmount, watch, type Ref } from 'vue'
import { db, plain } from './db'

/** Keeps what is typed in a form, so that a killed browser loses nothing. Restores into model what an earlier visit left. */
export function useDraft<T extends object>(id: string, model: Ref<T>, worth: () => boolean) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    if (!ended && worth()) void db.drafts.put({ id, data: plain(model.value), at: Date.now() })
  }
  const later = () => { if (!timer && !ended) timer = setTimeout(save, 150) }
  const hide = () => { if (timer) save() }
  document.addEventListener('visibilitychange', hide)
  addEventListener('pagehide', hide)
  onBeforeUnmount(() => { hide(); document.removeEventListener('visibilitychange', hide); removeEventListener('pagehide', hide) })
  return {
    /** Returns when the draft was left, if there is one. */
    async restore(): Promise<number | undefined> {
      const d = await db.drafts.get(id)
      if (d) model.value = { ...model.value, ...(d.data as T) }
      watch(model, later, { deep: true })
      return d?.at
    },
    async forget() { await db.drafts.delete(id) },
    end() { ended = true; clearTimeout(timer) },
    id,
  }
}
