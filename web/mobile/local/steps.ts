import type { Row } from '@/kernel/api'
import type { Field, Schema, Step } from '@/kernel/schema'

const handled = ['text', 'longtext', 'date', 'files', 'money', 'int', 'number', 'enum', 'bool', 'phone']

/** Whether everything that a step must be told can be typed on a phone; the plan of a major hazard, for one, is written at a desk. */
export const onPhone = (schema: Schema, step: Step, row: Row) =>
  !['plan', 'grade'].includes(step.name) && !(step.name === 'confirm' && row.level === 'major') && (step.ask ?? []).every((n) => handled.includes(schema.properties[n]?.['x-kind']))

/** The columns that a step's form shows: those it must have, and those it may have that make sense for the record. */
export function columns(schema: Schema, step: Step, row: Row): { field: Field; must: boolean }[] {
  const ask = step.ask ?? []
  const may = (step.may ?? []).filter((n) => !n.startsWith('plan_') && n !== 'level' && n !== 'criteria')
  return [...new Set([...ask, ...may])].map((n) => ({ field: schema.properties[n], must: ask.includes(n) || (n === 'category' && !row.category) }))
    .filter((c) => c.field && handled.includes(c.field['x-kind'])).sort((a, b) => Number(b.must) - Number(a.must))
}
