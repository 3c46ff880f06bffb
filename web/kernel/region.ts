import { call } from './api'
import { me } from './session'

export interface RegionNode { code: string; label: string; items?: RegionNode[] }

const trees: Record<string, Promise<RegionNode[]> | undefined> = {}

/** The regions that this actor may choose below its own, or elsewhere: in the whole province. Asked for once. */
export function regionTree(elsewhere = false): Promise<RegionNode[]> {
  const path = '/api/region/tree' + (elsewhere ? '?elsewhere=true' : '')
  const asked = (trees[path] ??= call<{ items: RegionNode[] }>(path).then((r) => r.items))
  asked.catch(() => delete trees[path])
  return asked
}

/** A place below one's own is named without what is above. */
export function below(label: string): string {
  const own = me.value?.region_label
  return own && label !== own && label.startsWith(own) ? label.slice(own.length) : label
}
