import type { Component } from 'vue'
import type { Field } from './schema'

/** A page that a system adds: to the menu unless it is hidden, before the lists if it is first. An open one needs no session; all others say in their help what a newcomer does there. */
export type SystemPage = { path: string; label: string; page: () => Promise<Component | { default: Component }>; roles?: string[]; hidden?: boolean; first?: boolean } & ({ open: true; help?: undefined } | { open?: undefined; help: string })

/** What a system adds to the pages that its declarations already give it. */
export interface System {
  name: string
  /** What its pages are called in the menu of those who read none of its records; without it they see none of its pages. */
  label?: string
  pages?: SystemPage[]
  /** Types that are read from the records they belong to: the menu keeps their lists under "more". */
  minor?: string[]
  /** Panels shown on the record page of a type, '*' for all, above its sections; they get row and schema and may emit 'changed'. */
  panels?: Record<string, (() => Promise<Component | { default: Component }>)[]>
  /** Panels that other systems may put on the record pages of their types, by name: see shared. */
  parts?: Record<string, () => Promise<Component | { default: Component }>>
  /** Small panels beside the one map for a record of a type that was clicked: live values, video; they get row and type and show nothing where there is nothing. */
  aside?: Record<string, (() => Promise<Component | { default: Component }>)[]>
  /** Columns of a type that its panels show: the sections below do not show them again. */
  shown?: Record<string, string[]>
  /** Steps of a type that its panels take, with what nobody could type: the head of the page does not offer them again. */
  taken?: Record<string, string[]>
  /** Panels above the workbench; they show nothing where there is nothing. */
  bench?: (() => Promise<Component | { default: Component }>)[]
  /** Small things in the head of every page, before the search: what is new. */
  tools?: (() => Promise<Component | { default: Component }>)[]
  /** Buttons in the head of every record page; they get row and type. */
  actions?: (() => Promise<Component | { default: Component }>)[]
  /** How the form of a type follows what is typed: a field as it is, with fewer options, or not at all. It may read what is reactive. */
  narrow?: Record<string, (f: Field, typed: Record<string, any>) => Field | undefined>
  /** Replaces the record page of a type. */
  record?: Record<string, () => Promise<Component | { default: Component }>>
  /** Replaces the creation form of a type. */
  form?: Record<string, () => Promise<Component | { default: Component }>>
}

/** A function declaration, for it is called while this module still waits for the systems that it finds. */
export function defineSystem(s: System) { return s }
