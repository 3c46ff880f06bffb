import { optionsOf, schemaOf, type Option } from '@/kernel/schema'

/** The values of a column, in words. */
export const optionsFor = (type: string, column: string): Option[] => optionsOf(schemaOf(type)?.properties[column] ?? ({} as never))
export const labelOf = (type: string, column: string, value?: string) => optionsFor(type, column).find((o) => o.const === value)?.title ?? value ?? ''
