import type { System } from './define'

// A system's pages import defineSystem from here, and this module imports them: the definition stands in a module of its own.
export { defineSystem, type System, type SystemPage } from './define'

const found = import.meta.glob<System>(['../../system/*/ui/index.ts', '../../base/*/ui/index.ts'], { eager: true, import: 'default' })

/** Systems that have pages of their own, by name. */
export const systems: Record<string, System> = Object.fromEntries(Object.values(found).map((s) => [s.name, s]))
