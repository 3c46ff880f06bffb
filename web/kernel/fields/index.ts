import { defineAsyncComponent, type Component } from 'vue'
import type { FieldKind } from '@/kernel/schema'
import bool from './bool.vue'
import date from './date.vue'
import enumeration from './enum.vue'
import int from './int.vue'
import longtext from './longtext.vue'
import money from './money.vue'
import number from './number.vue'
import phone from './phone.vue'
import ref from './ref.vue'
import region from './region.vue'
import text from './text.vue'
import time from './time.vue'

/** One component per kind; the compiler asks for the missing one when the server gains a kind. */
export const fields: Record<FieldKind, Component> = {
  text, longtext, int, number, bool, date, time, region, ref, money, phone,
  enum: enumeration,
  enums: defineAsyncComponent(() => import('./enums.vue')),
  refs: defineAsyncComponent(() => import('./refs.vue')),
  point: defineAsyncComponent(() => import('./point.vue')),
  files: defineAsyncComponent(() => import('./files.vue')),
  table: defineAsyncComponent(() => import('./table.vue')),
  texts: defineAsyncComponent(() => import('./texts.vue')),
  idnumber: defineAsyncComponent(() => import('./idnumber.vue')),
  industry: defineAsyncComponent(() => import('./industry.vue')),
  json: defineAsyncComponent(() => import('./json.vue')),
}
