import type { System } from './define'

// A system's pages import defineSystem from here, and this module imports them: the definition stands in a module of its own.
export { defineSystem, type System, type SystemPage } from './define'

/** A panel that another system offers, for the panels of one's own types: shared('papers'). It is looked up when it is shown, for systems are found in any order. */
export function shared(name: string) {
  return () => Object.values(systems).map((s) => s.parts?.[name]).find(Boolean)!()
}

const found = import.meta.glob<System>(['../../system/*/ui/index.ts', '../../base/*/ui/index.ts'], { eager: true, import: 'default' })

/** Systems that have pages of their own, by name. */
export const systems: Record<string, System> = Object.fromEntries(Object.values(found).map((s) => [s.name, s]))
