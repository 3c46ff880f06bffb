import type { Field } from '@/kernel/schema'
import type { Row } from '@/kernel/api'

/** What every field component gets: it shows, edits, or filters one value. */
export interface FieldProps {
  field: Field
  modelValue?: any
  mode?: 'show' | 'edit' | 'filter'
  row?: Row
  type?: string
}
