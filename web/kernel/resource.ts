import { t } from '@/kernel/words'
/** The three composables through which every page reads and writes records, and no others. */
import { computed, ref, shallowRef, watch } from 'vue'
import * as api from './api'
import { editable, has, schemaOf, type Field, type Schema, type Step } from './schema'
import { me } from './session'

const must = (type: string): Schema => {
  const s = schemaOf(type)
  if (!s) throw new api.Problem({ title: t('没有这类记录，或您没有查看的权限'), code: 'missing' })
  return s
}

/** A list whose filters live outside, in the address bar; pages go by cursor, so that any depth is as quick as the first page. */
export function useList(type: string, params: () => Record<string, any>) {
  const schema = must(type)
  const rows = shallowRef<api.Row[]>([])
  const total = ref<{ count: number; more: boolean }>()
  const loading = ref(false)
  const problem = ref<api.Problem>()
  // The way to this page is kept with the entry of the browser's history: back and reload come to the same page.
  const place = () => type + JSON.stringify(params())
  const cursors = ref<string[]>(window.history.state?.cursors?.[place()] ?? [''])
  const next = ref<string>()
  let running: AbortController | undefined, asked = 0

  async function fetchPage() {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    problem.value = undefined
    try {
      const page = await api.list(type, { ...params(), after: cursors.value[cursors.value.length - 1] }, mine.signal)
      rows.value = page.items
      next.value = page.next
    } catch (e) {
      if (e instanceof api.Problem) problem.value = e
      else if ((e as Error).name !== 'AbortError') throw e
    } finally {
      if (running === mine) loading.value = false
    }
  }
  function turn(to: string[]) {
    cursors.value = to
    const state = window.history.state ?? {}
    window.history.replaceState({ ...state, cursors: { ...state.cursors, [place()]: to } }, '')
    return fetchPage()
  }
  async function start() {
    const { sort: _s, limit: _l, ...filters } = params(), mine = ++asked
    const count = (n?: { count: number; more: boolean }) => { if (mine === asked) total.value = n }
    api.count(type, filters).then(count, () => count())
    await fetchPage()
  }
  function reload() {
    cursors.value = window.history.state?.cursors?.[place()] ?? ['']
    return start()
  }
  const forward = () => { if (next.value) return turn([...cursors.value, next.value]) }
  const back = () => { if (cursors.value.length > 1) return turn(cursors.value.slice(0, -1)) }
  watch(() => JSON.stringify(params()), reload)
  start()
  return { schema, rows, total, loading, problem, page: computed(() => cursors.value.length), next, reload, refresh: fetchPage, forward, back }
}

const draftName = (type: string, id: string) => `draft:${me.value?.id}:${type}:${id}`
/** Nothing; the first instant of all (0001-01-01) is Go's word for no time. */
const blank = (v: any) => v === undefined || v === null || v === '' || v === '0001-01-01T00:00:00Z' || (Array.isArray(v) && !v.length)
const same = (a: any, b: any) => (blank(a) && blank(b)) || JSON.stringify(a) === JSON.stringify(b)

/** One record, read or written. What is typed is kept as a draft in this browser until it is saved. */
export function useRecord(type: string, id: string, preset: Record<string, any> = {}) {
  const schema = must(type)
  const creating = id === 'new'
  const row = shallowRef<api.Row>()
  const model = ref<Record<string, any>>({ ...preset })
  const errors = ref<Record<string, string>>({})
  const problem = ref<api.Problem>()
  const loading = ref(!creating)
  const saving = ref(false)
  const draft = ref<{ at: number; rev?: number; data: Record<string, any> }>()
  /** What the server works out from what is typed, where that is news. */
  const derived = ref<Record<string, any>>({})
  /** The names of what derived columns refer to. */
  const named = ref<Record<string, string>>({})
  let original = JSON.stringify(model.value)
  let key = api.newKey()

  const fields = computed<Field[]>(() => schema.fields.filter((f) => editable(f, creating)))
  const changed = computed(() => {
    const before = JSON.parse(original)
    const out: Record<string, any> = {}
    for (const f of fields.value) {
      const v = model.value[f.name]
      if (!same(v, before[f.name])) out[f.name] = v ?? empty(f)
    }
    return out
  })
  const dirty = computed(() => Object.keys(changed.value).length > 0)

  function take(r: api.Row) {
    row.value = r
    const m: Record<string, any> = {}
    for (const f of schema.fields) m[f.name] = r[f.name]
    model.value = m
    original = JSON.stringify(m)
    errors.value = {}
  }
  async function load() {
    loading.value = true
    problem.value = undefined
    try {
      const r = await api.load(type, id)
      if (!r.id) throw new api.Problem({ title: t('没有这条记录，或您没有查看的权限'), code: 'missing', status: 404 }) // an address typed by hand named an operation
      take(r)
    } catch (e) {
      if (e instanceof api.Problem) problem.value = e
      else throw e
    } finally {
      loading.value = false
    }
  }
  /** Saves; returns the record, or undefined if the server refuses, with the reasons in errors and problem. */
  async function save(): Promise<api.Row | undefined> {
    if (saving.value) return // a key pressed twice is one intention
    saving.value = true
    errors.value = {}
    problem.value = undefined
    try {
      const saved = creating
        ? await api.create(type, Object.fromEntries(Object.entries(model.value).filter(([n, v]) => v !== undefined && v !== null && v !== '' && (n === 'id' || fields.value.some((f) => f.name === n)))), key)
        : await api.update(type, id, row.value!.rev, changed.value)
      forget()
      take(saved)
      return saved
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      if (e.code !== 'network') key = api.newKey() // what was refused was not done; what is unanswered may have been
      errors.value = e.fields
      problem.value = e
    } finally {
      saving.value = false
    }
  }
  /** Asks the server for the columns that follow from what is typed; what follows before anybody has typed (first) is nobody's work to keep. */
  async function derive(first = false) {
    const untouched = first && !dirty.value
    try {
      const body = !creating ? { id, ...changed.value } : Object.fromEntries(Object.entries(model.value).filter(([n, v]) => v !== undefined && v !== null && v !== '' && schema.properties[n] && !['created', 'updated', 'rev', 'id'].includes(n)))
      const r = await api.call<{ record: api.Row; fields: Record<string, string> }>(`/api/${type}/derive`, { method: 'POST', body })
      const news: Record<string, any> = {}
      for (const f of schema.fields) {
        const v = r.record[f.name]
        if (editable(f, creating)) { if (blank(model.value[f.name]) && !blank(v) && v !== 0 && v !== false) model.value[f.name] = v }
        else if (!has(f, 'hidden') && f.name !== schema['x-state'] && !blank(v) && v !== 0 && v !== false && !same(v, row.value?.[f.name])) news[f.name] = v
      }
      if (untouched) original = JSON.stringify(model.value)
      derived.value = news
      named.value = r.record.display
      // Of the messages only those are shown that concern what was typed: an empty form is not full of errors.
      for (const name of Object.keys(changed.value)) {
        if (r.fields?.[name]) errors.value[name] = r.fields[name]
        else delete errors.value[name]
      }
      return r
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
    }
  }
  const keep = () => { if (dirty.value) localStorage.setItem(draftName(type, id), JSON.stringify({ at: Date.now(), rev: row.value?.rev, data: changed.value })) }
  const forget = () => { localStorage.removeItem(draftName(type, id)); draft.value = undefined }
  function findDraft() {
    const text = localStorage.getItem(draftName(type, id))
    if (text) draft.value = JSON.parse(text)
  }
  const restore = () => { if (draft.value) Object.assign(model.value, draft.value.data); draft.value = undefined }
  if (!creating) load()
  return { schema, row, model, fields, errors, problem, loading, saving, dirty, changed, derived, named, draft, creating, load, take, save, derive, keep, forget, findDraft, restore }
}

const empty = (f: Field) => (['enums', 'refs', 'files', 'table', 'texts'].includes(f['x-kind']) ? [] : ['int', 'number', 'money'].includes(f['x-kind']) ? 0 : f['x-kind'] === 'bool' ? false : f['x-kind'] === 'point' ? null : '')

/** The steps of a record, and taking one. */
export function useStep(type: string) {
  const schema = must(type)
  const running = ref(false)
  const errors = ref<Record<string, string>>({})
  const problem = ref<api.Problem>()
  let key = api.newKey()
  const steps = (row: api.Row): Step[] => schema['x-steps'].filter((s) => row.can.includes(s.name))
  async function take(row: api.Row, step: Step, ask: Record<string, any>): Promise<api.Row | undefined> {
    if (running.value) return
    running.value = true
    errors.value = {}
    problem.value = undefined
    try {
      const body = Object.fromEntries(Object.entries(ask).filter(([, v]) => v !== undefined && v !== null && v !== ''))
      const done = await api.step(type, row.id, row.rev, step.name, body, key)
      key = api.newKey()
      return done
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      if (e.code !== 'network') key = api.newKey()
      errors.value = e.fields
      problem.value = e
    } finally {
      running.value = false
    }
  }
  return { schema, steps, take, running, errors, problem }
}
