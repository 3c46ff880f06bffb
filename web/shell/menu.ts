import { computed } from 'vue'
import { DataLine, House, MapLocation } from '@element-plus/icons-vue'
import { iconOf } from '@/kernel/icon'
import { catalogue, schemaOf } from '@/kernel/schema'
import { me } from '@/kernel/session'
import { systems } from '@/kernel/system'
import { t } from '@/kernel/words'

export interface Entry { path: string; label: string }
/** A system in the menu: its entries, and those that are rarely opened from here. */
export interface Group { name: string; label: string; icon: any; items: Entry[]; more: Entry[] }
export interface Area { label: string; groups: Group[] }

/** Systems of which pages other than the menu show the lists: tabs, and the page of imports. */
const elsewhere = ['view', 'sheet']

function group(name: string): Group | undefined {
  const declared = catalogue.value?.systems.find((s) => s.name === name), system = systems[name]
  const own = (system?.pages ?? []).filter((p) => !p.hidden && (!p.roles || p.roles.some((r) => me.value?.roles.includes(r))))
  if (elsewhere.includes(name) || (!declared && !(system?.label && own.length))) return
  const lists = (declared?.types ?? []).filter((type) => !own.some((p) => p.path === '/' + type)).map((type) => ({ type, path: '/' + type, label: schemaOf(type)?.title ?? type }))
  const pages = (first: boolean) => own.filter((p) => !!p.first === first).map((p) => ({ path: p.path, label: t(p.label) }))
  const minor = (type: string) => !!system?.minor?.includes(type)
  const items = [...pages(true), ...lists.filter((l) => !minor(l.type)), ...pages(false)], more = lists.filter((l) => minor(l.type))
  return { name, label: declared?.label ?? t(system.label!), icon: iconOf(name), ...(items.length > 1 && more.length > 1 ? { items, more } : { items: [...items, ...more], more: [] }) }
}

/** The headings of the menu with the systems of which this person sees anything. */
export const areas = computed<Area[]>(() => (catalogue.value?.areas ?? [])
  .map((a) => ({ label: a.label, groups: a.systems.map(group).filter((g): g is Group => !!g && g.items.length > 0) }))
  .filter((a) => a.groups.length))

/** What stands above the headings. */
export const above = computed<(Entry & { icon: any })[]>(() => [
  { path: '/', label: t('工作台'), icon: House },
  ...(catalogue.value?.layers.length ? [{ path: '/onemap', label: t('一张图'), icon: MapLocation }] : []),
  ...(catalogue.value?.indicators.length && !me.value?.enterprise ? [{ path: '/indicator', label: t('统计指标'), icon: DataLine }] : []),
])
