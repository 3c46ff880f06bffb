import { onBeforeUnmount, watch, type Ref } from 'vue'
import { db, plain, type Item, type Kit } from './db'

/** What is made on the spot and lies in one kit: a visit, a re-check, a penalty. Each is sent by one operation. */
export const sentBy: Record<Kit['what'] & string, string> = { visit: '/api/inspection/arrive', recheck: '/api/inspection/rechecked', simple: '/api/enforcement/spot' }
export const typeOf: Record<Kit['what'] & string, string> = { visit: 'inspection', recheck: 'inspection_recheck', simple: 'enforcement' }
export const whatOf = (k: Kit) => k.what ?? 'visit'
export const recordOf = (k: Kit) => typeOf[whatOf(k)] + '/' + k.id
export const screenOf = (k: Kit) => `/${whatOf(k)}/${k.id}`
/** Papers, re-checks and penalties of a visit wait in its lane. */
export const laneOf = (k: Kit) => 'visit:' + (k.of || k.id)

/** The item of the queue that carries a kit. */
export const carries = (k: Kit | undefined, i: Item) => !!k && i.id === k.id && i.path === sentBy[whatOf(k)]

export const stateOf = (k: Kit, i?: Item) => k.state === 'void' ? '未采用' : k.state === 'open' ? { visit: '检查中', recheck: '复查中', simple: '处罚中' }[whatOf(k)] : i?.state === 'done' ? '已送达' : i?.state === 'conflict' ? '有冲突' : i?.state === 'failed' ? '没有送达' : '待送达'
export const tones: Record<string, string> = { 检查中: 'amber', 复查中: 'amber', 处罚中: 'amber', 已送达: 'green', 有冲突: 'red', 没有送达: 'red', 待送达: 'blue', 未采用: '' }

/** What is tapped is on the disk a moment later: a killed browser loses at most that moment. */
export function keepKit(kit: Ref<Kit | undefined>, form: Ref<any>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => { clearTimeout(timer); timer = undefined; if (form.value && kit.value?.state === 'open') void db.kits.update(kit.value.id, { form: plain(form.value), at: Date.now() }) }
  const hide = () => { if (timer) save() }
  addEventListener('pagehide', hide)
  document.addEventListener('visibilitychange', hide)
  onBeforeUnmount(() => { hide(); removeEventListener('pagehide', hide); document.removeEventListener('visibilitychange', hide) })
  watch(form, () => { timer ??= setTimeout(save, 150) }, { deep: true })
  return save
}
