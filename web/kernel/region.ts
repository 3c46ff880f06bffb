import { call } from './api'
import { me } from './session'

export interface RegionNode { code: string; label: string; items?: RegionNode[] }

let tree: Promise<RegionNode[]> | undefined

/** The regions that this actor may choose, to the county; asked for once. */
export function regionTree(): Promise<RegionNode[]> {
  tree ??= call<{ items?: RegionNode[] } & Partial<RegionNode>>('/api/region/tree').then((r) => (r.code ? [r as RegionNode] : (r.items ?? [])))
  tree.catch(() => (tree = undefined))
  return tree
}

/** A place below one's own is named without what is above. */
export function below(label: string): string {
  const own = me.value?.region_label
  return own && label !== own && label.startsWith(own) ? label.slice(own.length) : label
}
