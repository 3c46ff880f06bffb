import type { FileRef, Me } from '@/kernel/api'
import { db, newID, plain, type Kit } from './db'
import { packed, packedOne } from './pack'
import { daysOn, today } from './time'
import { labelOf } from './word'
import { officers, people, words, type Enterprise } from './visit'

/** A re-check as it is made on the phone (整改复查): what was ordered, item by item, and what is seen of it now. */
export interface Line { finding: string; words: string; due: string; order: string; decision: string; ordered: string; verdict: string; note: string; photos: FileRef[]; due_on: string }
export interface Form { id: string; inspection: string; title: string; known: number; officers: string[]; present: string; opinion: string; lines: Line[]; began: string; ended: string }

/** The findings of a visit that wait for a re-check. */
const waiting = async (visit: string) => (await packed('inspection_finding', visit)).filter((f) => ['ordered', 'remedied', 'failed'].includes(f.status)).sort((a, b) => a.number - b.number)

/** Those of them whose hazard nobody has confirmed yet (待核查): such a line cannot be accepted. */
export async function unconfirmed(visit: string): Promise<Set<string>> {
  const list = await Promise.all((await waiting(visit)).map(async (f) => (f.hazard && (await packedOne('hazard', f.hazard))?.status === 'pending' ? f.id as string : '')))
  return new Set(list.filter(Boolean))
}
export const unconfirmedWords = '重大隐患还没有核查确认，不能复查合格。先在隐患里“核查确认”，再更新离线资料。'

/** Why a visit cannot be re-checked yet, "" if it can: nothing can be accepted, and no term is over. */
export async function tooEarly(visit: string): Promise<string> {
  const open = await waiting(visit), not = await unconfirmed(visit)
  return open.length && open.every((f) => not.has(f.id) && f.due_on >= today()) ? unconfirmedWords : ''
}

/** The kit of a re-check by its own id, or by the visit that is re-checked: the one that goes on or has not been sent, otherwise a new one. */
export async function openRecheck(id: string, me: Me): Promise<Kit> {
  const known = await db.kits.get(id)
  if (known?.what === 'recheck') return known
  const done = new Set((await packed('inspection_recheck', id)).map((r) => r.id))
  const running = (await db.kits.where('owner').equals(me.id).toArray()).find((k) => k.what === 'recheck' && k.of === id && k.state !== 'void' && !done.has(k.id))
  if (running) return running
  const v = await packedOne('inspection', id)
  const open = await waiting(id), early = await tooEarly(id)
  if (!v || !open.length) throw new Error('手机里没有这次检查待复查的问题。联网后在“离线资料”里更新。')
  if (early) throw new Error(early)
  const team = await officers(), e = await packedOne<Enterprise>('enterprise', v.enterprise)
  const form: Form = {
    id: newID(), inspection: id, title: v.title ?? '', known: Math.max(0, ...(await packed('inspection_recheck', id)).map((r) => r.number ?? 0)), officers: (v.officers ?? []).filter((o: string) => team.some((t) => t.id === o)), present: '', opinion: '', began: '', ended: '',
    lines: open.map((f) => ({ finding: f.id, words: words(f), due: f.due_on ?? '', order: f.order_number ?? '', decision: f.decision_number ?? '', ordered: f.ordered_on ?? '', verdict: '', note: '', photos: [], due_on: daysOn(7) })),
  }
  const kit: Kit = { id: form.id, owner: me.id, what: 'recheck', of: id, enterprise: v.enterprise, name: e?.name ?? v.title, at: Date.now(), state: 'open', form: plain(form), papers: [] }
  await db.kits.put(kit)
  return kit
}

/** What is still to be said of a line, "" if nothing. */
export function lacking(l: Line, unconfirmed: Set<string>): string {
  if (!l.verdict) return '请选择复查结果'
  if (l.verdict === 'accepted' && unconfirmed.has(l.finding)) return unconfirmedWords
  if (l.verdict === 'accepted') return l.photos.length ? '' : '复查合格的请拍照'
  return !l.note.trim() ? '没有改好的，请写明情况' : !l.due_on || l.due_on < today() ? '请给出新的整改期限，不能早于今天' : ''
}

/** Says in a sentence what the re-check came to, as the server does. */
export function opinion(f: Form): string {
  const open = f.lines.map((l, n) => (l.verdict === 'accepted' ? 0 : n + 1)).filter(Boolean)
  return open.length ? `以上${f.lines.length}项问题中，第${open.join('、')}项没有整改到位，应当在上述期限前整改完毕；逾期仍不整改的，依法处理。` : `以上${f.lines.length}项问题已全部整改合格。`
}

const day = (d: string) => { const [y, m, dd] = d.split('-').map(Number); return `${y}年${m}月${dd}日` }
const result = (l: Line) => labelOf('inspection_finding', 'verdict', l.verdict) + (l.note ? '，' + l.note : '') + (l.verdict === 'accepted' ? '' : `，限${day(l.due_on)}前整改完毕`)

/** What is sent of a re-check, and the files that go before it. */
export function againOf(f: Form): { body: Record<string, any>; photos: string[] } {
  const body = { id: f.id, inspection: f.inspection, known: f.known, officers: f.officers, present: f.present, opinion_text: f.opinion || opinion(f), at: f.ended, lines: f.lines.map((l) => ({ finding: l.finding, verdict: l.verdict, note: l.note, photos: l.photos, ...(l.verdict === 'accepted' ? {} : { due_on: l.due_on }) })) }
  return { body: plain(body), photos: [...new Set(f.lines.flatMap((l) => l.photos.map((p) => p.sha)))] }
}

/** What stands on the opinion (整改复查意见书), by the names of the form: the words of the server for the same re-check. */
export async function opinionData(f: Form, e: Enterprise, base: Record<string, any>): Promise<Record<string, any>> {
  const last = f.lines[f.lines.length - 1]
  return {
    ...plain(base),
    被检查单位: { 名称: e.name, 地址: e.address ?? '', 电话: '', 法定代表人: e.legal_person || e.principal || '', 职务: '主要负责人' },
    原决定: { 文号: last.order || last.decision, 日期: last.ordered, 名称: last.order ? '责令限期整改指令书' : '现场处理措施决定书' },
    问题: f.lines.map((l, n) => ({ 序号: n + 1, 内容: l.words, 结果: result(l) })), 复查意见: f.opinion || opinion(f),
    复查: { 日期: today(), 陪同人员: f.present }, 执法人员: await people(f.officers), 日期: today(),
  }
}
