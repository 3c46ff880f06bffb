import { newID, plain, type Kit } from './db'
import { db } from './db'
import type { FileRef, Me } from '@/kernel/api'
import { labelOf } from './word'
import { packed, packedOne } from './pack'
import { daysOn, today } from './time'
import type { Place } from './place'

/** A visit as it is made on the phone (现场检查): all of it lies in one kit, which is sent as a whole when the visit ends. */
export interface Remark { title: string; place: string; photos: FileRef[]; category: string; level: string; criteria: string[]; basis: string; on_spot: boolean; photos_after: FileRef[]; due_on: string; measure: string; measure_reason: string }
export interface Line { key: string; item?: string; matter?: string; list?: string; code: string; section: string; content: string; basis: string; category: string; level: string; criterion: string; mandatory: boolean; guide: string; outcome: string; note: string; photos: FileRef[]; at: string; remark?: Remark }
export interface Facts { principal: string; principal_phone: string; safety_leader: string; safety_phone: string; operating: string; trade: string; industry: string; operating_note: string }
export interface Form {
  id: string; rev: number; enterprise: string; kind: string; target: string; unnoticed: boolean; checklists: string[]; officers: string[]; experts: string; place: string; position?: Place; present: string; present_post: string
  started_at: string; ended_at: string; shown: boolean; lines: Line[]; more: Remark[]; facts: Facts; seen: boolean; media: FileRef[]; summary: string
}
export interface Enterprise { id: string; rev: number; name: string; credit_code?: string; trade?: string; trades?: string[]; industry?: string; address?: string; position?: { Lng: number; Lat: number } | [number, number]; principal?: string; principal_phone?: string; safety_leader?: string; safety_phone?: string; legal_person?: string; operating?: string; postcode?: string; [col: string]: any }
export interface Officer { id: string; account: string; name: string; certificate_no: string; valid_until: string; status: string; trades?: string[]; org: string; region?: string }

export const remark = (): Remark => ({ title: '', place: '', photos: [], category: '', level: 'general', criteria: [], basis: '', on_spot: false, photos_after: [], due_on: daysOn(15), measure: '', measure_reason: '' })

export async function officers(): Promise<Officer[]> { return (await packed<Officer>('officer')).filter((o) => (o.status ?? 'active') === 'active' && o.valid_until >= today()) }

const trades = (e: Enterprise) => [e.trade, ...(e.trades ?? [])].filter(Boolean) as string[]
const smelts = (e: Enterprise) => !!e.melting || trades(e).some((t) => t === 'metallurgy' || t === 'nonferrous')

/** What an officer looks at: the matters that suit the enterprise and the lists of its trade, as base/library and system/inspection choose them. */
export async function linesFor(e: Enterprise, lists: string[]): Promise<Line[]> {
  const out: Line[] = []
  const articles = new Map((await packed('library_article')).map((a) => [a.id, a.code]))
  const suits = (m: any) => (m.valid_from ?? '') <= today() && (!m.valid_until || today() <= m.valid_until) && (!m.trades?.length || m.trades.some((t: string) => trades(e).includes(t))) &&
    ({ dust: e.dust, confined: e.confined, ammonia: e.ammonia, melting: smelts(e) }[m.feature as string] ?? true)
  const rank = (m: any) => (m.feature ? 1 : m.trades?.length ? 0 : 2)
  const matters = (await packed('library_matter')).filter(suits).sort((a, b) => rank(a) - rank(b) || String(a.code).localeCompare(b.code))
  for (const m of matters) {
    const basis = [...(m.articles ?? []).map((a: string) => articles.get(a)).filter(Boolean), m.basis].filter(Boolean).join('；')
    out.push({ ...blank(), key: 'm' + m.id, matter: m.id, code: m.code, section: '执法检查事项', content: m.name, basis, category: m.category ?? '', level: m.level ?? 'general', criterion: m.criterion ?? '', guide: m.guide ?? '' })
  }
  for (const id of lists) {
    const l = await packedOne('library_checklist', id)
    for (const it of (l?.items ?? []).filter((i: any) => !i.off)) {
      out.push({ ...blank(), key: id + it.code, list: id, code: it.code, section: l.name, content: it.content, basis: it.basis ?? '', category: it.category ?? '', level: it.level || 'general', criterion: it.criterion ?? '', mandatory: !!it.mandatory })
    }
  }
  return out
}
const blank = (): Line => ({ key: '', code: '', section: '', content: '', basis: '', category: '', level: 'general', criterion: '', mandatory: false, guide: '', outcome: '', note: '', photos: [], at: '' })

export async function fitting(e: Enterprise): Promise<string[]> {
  const mine = trades(e), fit: string[] = [], general: string[] = []
  const concerns = (topic: string) => (/粉尘/.test(topic) ? e.dust : /有限空间/.test(topic) ? e.confined : /氨/.test(topic) ? e.ammonia : false)
  for (const l of (await packed('library_checklist')).filter((l) => !l.enterprise && (l.purpose ?? 'hazard') === 'hazard' && (!l.trade || mine.includes(l.trade))).sort((a, b) => a.name.localeCompare(b.name, 'zh'))) {
    if ((l.topic && !concerns(l.topic)) || (l.industry && !String(e.industry ?? '').startsWith(l.industry))) continue
    if (!l.trade && !l.topic) general.push(l.id)
    else fit.push(l.id)
  }
  return fit.length ? fit : general
}

/** Opens a kit: of a visit that the desk has made ready, of a planned target, or of an enterprise. */
export async function openKit(o: { enterprise: string; target?: string; inspection?: string; me: Me }): Promise<Kit> {
  const running = (await db.kits.where('enterprise').equals(o.enterprise).toArray()).find((k) => !k.what && k.owner === o.me.id && k.state === 'open' && (!o.inspection || k.id === o.inspection))
  if (running) return running
  const e = await packedOne<Enterprise>('enterprise', o.enterprise)
  if (!e) throw new Error('这家企业不在手机里，请联网后在“离线资料”里更新')
  const team = await officers(), self = team.find((x) => x.account === o.me.id)
  const desk = o.inspection ? await packedOne('inspection', o.inspection) : undefined
  const target = o.target ? await packedOne('plan_target', o.target) : undefined
  const lists = desk ? desk.checklists ?? [] : await fitting(e)
  const lines = desk ? (await packed('inspection_item', desk.id)).sort((a, b) => a.number - b.number).map((i): Line => ({ ...blank(), key: i.id, item: i.id, code: i.code ?? '', section: i.section ?? '', content: i.content, basis: i.basis ?? '', category: i.category ?? '', level: i.level || 'general', criterion: i.criterion ?? '', mandatory: !!i.mandatory, guide: i.guide ?? '', outcome: i.outcome ?? '', note: i.note ?? '' })) : await linesFor(e, lists)
  const chosen: string[] = (desk?.officers?.length ? desk.officers : target?.officers?.length ? target.officers : self ? [self.id] : []).filter((id: string) => team.some((t) => t.id === id))
  const form: Form = {
    id: desk?.id ?? newID(), rev: desk?.rev ?? 0, enterprise: e.id, kind: desk?.kind ?? (target ? (target.class === 'general' ? 'random' : 'plan') : 'routine'), target: desk?.target ?? target?.id ?? '', unnoticed: !!desk?.unnoticed, checklists: lists, officers: chosen, experts: desk?.experts ?? '',
    place: desk?.place || e.address || '', present: desk?.present ?? '', present_post: desk?.present_post ?? '', started_at: '', ended_at: '', shown: false, lines, more: [],
    facts: { principal: e.principal ?? '', principal_phone: '', safety_leader: e.safety_leader ?? '', safety_phone: '', operating: e.operating ?? '', trade: e.trade ?? '', industry: e.industry ?? '', operating_note: '' }, seen: false, media: [], summary: '',
  }
  const kit: Kit = { id: form.id, owner: o.me.id, enterprise: e.id, name: e.name, at: Date.now(), state: 'open', form: plain(form), papers: [] }
  await db.kits.put(kit)
  return kit
}

export const failed = (f: Form) => f.lines.filter((l) => l.outcome === 'fail')
export const words = (r: { place?: string; title: string }) => (r.place ? r.place + '：' + r.title : r.title)
/** The findings in the order in which the server numbers them. */
export const findings = (f: Form): Remark[] => [...failed(f).map((l) => ({ ...l.remark!, title: l.remark!.title || l.note, basis: l.remark!.basis || l.basis })), ...f.more]

/** Says in a sentence what was checked and found, as the server does. */
export function summary(f: Form): string {
  const count = (o: string) => f.lines.filter((l) => l.outcome === o).length
  const found = findings(f)
  const head = `检查${f.lines.length}项：合格${count('pass')}项，不合格${count('fail')}项，不涉及${count('na')}项。`
  return found.length ? head + `发现以下${found.length}项问题：` + found.map((r, i) => `\n${i + 1}. ${words(r)}${r.on_spot ? '（已当场改正）' : ''}`).join('') : head + '未发现问题。'
}

const differs = (f: Form, e: Enterprise) => {
  const out: Record<string, string> = {}
  for (const n of ['principal', 'safety_leader', 'operating', 'trade', 'industry'] as const) if (f.facts[n] && f.facts[n] !== (e[n] ?? '')) out[n] = f.facts[n]
  for (const n of ['principal_phone', 'safety_phone', 'operating_note'] as const) if (f.facts[n]) out[n] = f.facts[n]
  return out
}

const described = (r: Remark, note: string) => ({ title: r.title || note, place: r.place, category: r.category || undefined, level: r.level, criteria: r.criteria, basis: r.basis, on_spot: r.on_spot, photos_after: r.on_spot ? r.photos_after : [], due_on: r.on_spot ? '' : r.due_on, measure: r.on_spot ? '' : r.measure, measure_reason: r.on_spot ? '' : r.measure_reason })

/** What is sent of a visit, and the files that go before it. */
export function tripOf(f: Form, e: Enterprise): { body: Record<string, any>; photos: string[] } {
  const body = {
    id: f.id, rev: f.rev, enterprise: f.enterprise, kind: f.kind, target: f.target, unnoticed: f.unnoticed, checklists: f.checklists, officers: f.officers, experts: f.experts, place: f.place,
    ...(f.position ? { position: [f.position.lng, f.position.lat] } : {}), present: f.present, present_post: f.present_post, started_at: f.started_at, ended_at: f.ended_at,
    replies: f.lines.map((l) => ({ item: l.item ?? '', matter: l.matter ?? '', list: l.list ?? '', code: l.code, outcome: l.outcome, note: l.outcome === 'fail' ? l.remark?.title || l.note : l.note, photos: l.outcome === 'fail' ? l.remark?.photos ?? [] : [], at: l.at, ...(l.outcome === 'fail' && l.remark ? { finding: described(l.remark, l.note) } : {}) })),
    more: f.more.map((r) => ({ ...described(r, ''), photos: r.photos })),
    facts: { confirm: ['people', 'condition', 'place', 'supervision'], ...differs(f, e) }, photos: f.media, summary: f.summary || summary(f),
  }
  const shas = new Set<string>(JSON.stringify(body).match(/[0-9a-f]{64}/g) ?? [])
  return { body: plain(body), photos: [...shas] }
}

const manner: Record<string, string> = { random: '双随机抽查', campaign: '专项检查', complaint: '举报核查' }
const clock = (iso: string) => { const d = new Date(new Date(iso).getTime() + 8 * 3600e3); return d.toISOString().slice(0, 16) }

/** Officers as forms name them. */
export async function people(ids: string[]) {
  const team = await packed<Officer>('officer')
  return ids.map((id) => team.find((o) => o.id === id)).filter(Boolean).map((o) => ({ 姓名: o!.name, 证号: o!.certificate_no, 编号: o!.id }))
}

/** What stands on a paper, by the names of the form: the words of the server for the same visit. */
export async function paperData(kind: string, f: Form, e: Enterprise, base: Record<string, any>): Promise<Record<string, any>> {
  const data: Record<string, any> = {
    ...plain(base),
    被检查单位: { 名称: e.name, 地址: e.address ?? '', 联系人: f.facts.safety_leader, 电话: (e.principal_phone ?? '').includes('*') ? '' : e.principal_phone ?? '', 法定代表人: e.legal_person || f.facts.principal, 职务: '主要负责人', 行业: labelOf('enterprise', 'trade', f.facts.trade) },
    检查: { 场所: f.place, 起: clock(f.started_at), 止: clock(f.ended_at), 方式: manner[f.kind] ?? '日常检查', 情况: f.summary || summary(f), 陪同人员: f.present },
    执法人员: await people(f.officers),
    日期: today(),
  }
  if (kind === 'rectification_order' || kind === 'onsite_decision') {
    const rows = findings(f).filter((r) => !r.on_spot && (kind === 'rectification_order' || r.measure))
    data.问题 = rows.map((r, n) => ({ 序号: n + 1, 内容: words(r), 依据: r.basis, 期限: r.due_on }))
    data.依据 = [...new Set(rows.map((r) => r.basis).filter(Boolean))].join('；')
    if (kind === 'onsite_decision') data.处理决定 = rows.map((r, n) => `第${n + 1}项：${labelOf('inspection_finding', 'measure', r.measure)}（${r.measure_reason}）`).join('\n')
  }
  return data
}
