/** The REST contract of docs/api.md: every request of console and phone goes through here. */

/** How failures are worded; web/kernel/words.ts says it for pages. A service worker, which has no page, says it in Chinese. */
export const speech = { t: (zh: string) => zh, codes: false }

/** A failure as RFC 9457 says it. */
export class Problem extends Error {
  code: string
  status: number
  fields: Record<string, string>
  current?: Row
  trace?: string
  constructor(p: { title?: string; code?: string; status?: number; fields?: Record<string, string>; current?: Row; trace?: string }) {
    // A message of the server is Chinese: its code tells the reader of English what kind of failure it is.
    super(speech.t(p.title || '请求失败') + (speech.codes && p.code ? ` (${p.code})` : ''))
    this.code = p.code || 'internal'
    this.status = p.status || 0
    this.fields = p.fields || {}
    this.current = p.current
    this.trace = p.trace
  }
}

export interface FileRef { sha: string; name: string; type: string; size: number; at?: string; lng?: number; lat?: number }
export interface Due { on: string; left: number; unit: string; state: 'running' | 'warned' | 'overdue' | 'paused'; who?: string; what?: string }
/** A record with what the browser needs to show it: it never computes rights. */
export interface Row { id: string; rev: number; display: Record<string, string>; can: string[]; due?: Due; [column: string]: any }
export interface Page { items: Row[]; next?: string }

/** A provider or directory where the person can prove who they are. */
export interface Elsewhere { id: string; label: string; kind: string }
/** Called when the session is gone, a new password or a second factor is due, or the person has to prove again who they are: then the request is repeated if they did. */
export const signals = { login: () => {}, password: () => {}, enrol: () => {}, prove: async (_ways: string[], _elsewhere: Elsewhere[]): Promise<boolean> => false }

/** A key for one intention: sending it again gives the first answer again. */
export const newKey = () => Date.now().toString(36) + '-' + (crypto.randomUUID?.() ?? Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2))

export interface Options { method?: string; body?: unknown; raw?: BodyInit; key?: string; rev?: number; type?: string; signal?: AbortSignal; headers?: Record<string, string> }

export async function call<T = any>(path: string, o: Options = {}): Promise<T> {
  const headers: Record<string, string> = { ...o.headers }
  let body: BodyInit | undefined = o.raw
  if (o.body !== undefined) {
    body = JSON.stringify(o.body)
    headers['Content-Type'] = 'application/json'
  }
  if (o.type) headers['Content-Type'] = o.type
  if (o.key) headers['Idempotency-Key'] = o.key
  if (o.rev !== undefined) headers['If-Match'] = `"${o.rev}"`
  let r: Response, text: string
  try {
    r = await fetch(path, { method: o.method || 'GET', headers, body, signal: o.signal, credentials: 'same-origin' })
    text = await r.text() // the network may go in the middle of an answer
  } catch (e) {
    if ((e as Error).name === 'AbortError') throw e
    throw new Problem({ title: speech.t('网络不通，请检查网络后重试'), code: 'network' })
  }
  if (r.status === 204) return undefined as T
  let data: any
  try {
    data = text ? JSON.parse(text) : undefined
  } catch {
    throw new Problem({ title: speech.t('服务器答复有误'), status: r.status })
  }
  if (!r.ok) {
    const p = new Problem({ status: r.status, ...data })
    if (p.code === 'login' && !path.startsWith('/api/login') && !path.startsWith('/api/me')) signals.login()
    if (p.code === 'password') signals.password()
    if (p.code === 'enrol') signals.enrol()
    if (p.code === 'reauthenticate' && !o.signal?.aborted && (await signals.prove(p.current?.ways ?? ['password'], p.current?.providers ?? []))) return call<T>(path, o)
    throw p
  }
  return data
}

export function query(params: Record<string, unknown>): string {
  const u = new URLSearchParams()
  for (const [k, v] of Object.entries(params)) {
    if (v === undefined || v === null || v === '' || (Array.isArray(v) && !v.length)) continue
    u.set(k, Array.isArray(v) ? v.join(',') : String(v))
  }
  const s = u.toString().replaceAll('%2C', ',')
  return s ? '?' + s : ''
}

export const list = (type: string, params: Record<string, unknown>, signal?: AbortSignal) => call<Page>(`/api/${type}${query(params)}`, { signal })
export const count = (type: string, params: Record<string, unknown>) => call<{ count: number; more: boolean }>(`/api/${type}/count${query(params)}`)
/** One record. What bears the name of an operation, such as `silent`, is none. */
export async function load(type: string, id: string) {
  const row = await call<Row>(`/api/${type}/${encodeURIComponent(id)}`)
  if (row.id !== id) throw new Problem({ title: '没有这个页面，或您没有查看的权限', code: 'missing' })
  return row
}
export const create = (type: string, row: object, key: string) => call<Row>(`/api/${type}`, { method: 'POST', body: row, key })
export const update = (type: string, id: string, rev: number, row: object) => call<Row>(`/api/${type}/${id}`, { method: 'PATCH', body: row, rev })
export const step = (type: string, id: string, rev: number, name: string, ask: object, key: string) =>
  call<Row>(`/api/${type}/${id}/${name}`, { method: 'POST', body: ask, rev, key })
export const remove = (type: string, id: string, rev: number) => call(`/api/${type}/${id}`, { method: 'DELETE', rev })

const hex = (b: ArrayBuffer) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('')

/** The content address of a file: SHA-256 in hexadecimal. */
export async function address(content: ArrayBuffer): Promise<string> {
  if (crypto.subtle) return hex(await crypto.subtle.digest('SHA-256', content))
  throw new Problem({ title: speech.t('浏览器不支持文件校验，请通过 https 或本机地址访问') })
}

/** Uploads one file and returns how a record names it. */
export async function upload(file: Blob, name: string): Promise<FileRef> {
  const content = await file.arrayBuffer()
  const sha = await address(content)
  const r = await call<{ sha: string; type: string; size: number; taken_at?: string; lng?: number; lat?: number }>(`/api/file/${sha}`, {
    method: 'PUT', raw: content, type: file.type || 'application/octet-stream',
  })
  return { sha: r.sha, name, type: r.type, size: r.size, at: r.taken_at || undefined, lng: r.lng || undefined, lat: r.lat || undefined }
}

/** Where a file of a record can be had; width gives a picture of at most so many pixels. */
export function fileURL(f: FileRef, of?: { type: string; id: string }, width?: number): string {
  const q = query({ name: f.name, w: width })
  return of && of.id ? `/api/${of.type}/${of.id}/file/${f.sha}${q}` : `/api/file/${f.sha}${q}`
}

export interface Me {
  id: string; name: string; label: string; roles: string[]; role_labels: string[]; region: string; region_label: string
  enterprise?: string; enterprise_label?: string; org?: string; org_label?: string; password_due: boolean
  factor_due?: boolean; strange?: string[]
}
