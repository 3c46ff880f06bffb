import type { Me } from '@/kernel/api'
import { db, fact, newID, plain, type Kit } from './db'
import { capital, type Act, type Handset, type Span } from './paper'
import { packed, packedOne } from './pack'
import { today } from './time'
import { findings, people, words, type Enterprise, type Form as Visit } from './visit'
import { labelOf } from './word'

/** A penalty decided on the spot (当场处罚, 简易程序): one finding of a visit, one party, one act. What may be decided comes worked out from the server. */
export interface Party { kind: string; capacity: string; name: string; credit_code: string; legal_person: string; post: string; address: string; phone: string; gender: string; age: number | ''; id_number: string; employer: string }
export interface Form {
  id: string; inspection: string; found: string[]; finding: string; place: string; officers: string[]; present: string; present_post: string; party: Party; violation: string; detail: string; warning: boolean; fine: boolean
  span: string; asked: number | ''; factors: { kind: string; proof: string }[]; told: boolean; pleas: string; answer: string; answer_why: string; on_spot: boolean; spot_why: string; began: string; ended: string; acted_on: string
}
export const handset = () => fact<Handset>('handset')

/** The kit of a penalty by its own id, or a new one for a visit that has ended on this phone. */
export async function openSimple(id: string, me: Me): Promise<Kit> {
  const k = await db.kits.get(id)
  if (!k) throw new Error('这次检查不在这台手机上，请在电脑上立案。')
  if (k.what === 'simple') return k
  const running = (await db.kits.where('owner').equals(me.id).toArray()).find((x) => x.what === 'simple' && x.of === id && x.state === 'open')
  if (running) return running
  const v = k.form as Visit, e = (await packedOne<Enterprise>('enterprise', k.enterprise))!
  const used = new Set((await db.kits.where('owner').equals(me.id).toArray()).filter((x) => x.what === 'simple' && x.of === id && x.state !== 'void').map((x) => x.form.finding))
  const found = findings(v).map(words).filter((w) => !used.has(w))
  if (!found.length) throw new Error('这次检查没有可以当场处罚的问题。')
  const form: Form = {
    id: newID(), inspection: id, found, finding: found.length === 1 ? found[0] : '', place: v.place, officers: v.officers, present: v.present, present_post: v.present_post,
    party: { kind: 'unit', capacity: 'unit', name: e.name, credit_code: e.credit_code ?? '', legal_person: e.legal_person || v.facts.principal, post: '主要负责人', address: e.address ?? '', phone: '', gender: '', age: '', id_number: '', employer: '' },
    violation: '', detail: found.length === 1 ? found[0] : '', warning: false, fine: true, span: '', asked: '', factors: [], told: false, pleas: '', answer: 'accepted', answer_why: '', on_spot: false, spot_why: '', began: '', ended: '', acted_on: today(),
  }
  if (found.length === 1) form.violation = await suspected(k, found[0])
  const kit: Kit = { id: form.id, owner: me.id, what: 'simple', of: id, enterprise: k.enterprise, name: k.name, at: Date.now(), state: 'open', form: plain(form), papers: [] }
  await db.kits.put(kit)
  return kit
}

/** The violation that the item of a finding names, if it may be punished on the spot. */
export async function suspected(visit: Kit | undefined, finding: string): Promise<string> {
  const v = visit?.form as Visit | undefined
  const line = v?.lines.find((l) => l.outcome === 'fail' && l.remark && words({ ...l.remark, title: l.remark.title || l.note }) === finding)
  const of = line?.matter ? (await packedOne('library_matter', line.matter))?.violation : line?.item ? (await packedOne('inspection_item', line.item))?.violation : ''
  return (await handset())?.acts.some((a) => a.violation === of) ? of : ''
}

export const subjectOf = (f: Form) => (f.party.kind !== 'person' ? 'unit' : f.party.capacity === 'principal' ? 'principal' : 'persons')
export const prospectOf = (f: Form, a?: Act) => a?.for.find((p) => p.subject === subjectOf(f))
export const spanKey = (s: Span) => s.course + ':' + (s.tier_no ?? 0)
export const spanOf = (f: Form, a?: Act) => prospectOf(f, a)?.spans.find((s) => spanKey(s) === f.span)
export const ceilingOf = (f: Form, h: Handset) => (f.party.kind === 'person' ? h.person : h.unit)

const identity = /^[1-9]\d{5}((19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]$/
/** Sex and age by a citizen's identity number (GB 11643-1999); nothing where its check character does not fit. */
export function citizen(number: string, day = today()): { gender: string; age: number } | undefined {
  const n = number.trim().toUpperCase(), m = identity.exec(n)
  if (!m || n[17] !== '10X98765432'[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(n[i]), 0) % 11]) return
  return { gender: Number(n[16]) % 2 ? '男' : '女', age: Number(day.slice(0, 4)) - Number(m[1]) - (day.slice(5).replace('-', '') < m[3] + m[4] ? 1 : 0) }
}
const longestPassport = 12
/** What is still missing or may not stand, with the article; "" if it may be decided on the spot. */
export function lacking(f: Form, h: Handset, a?: Act): [string, string] | undefined {
  const p = f.party, s = spanOf(f, a), top = ceilingOf(f, h), amount = Number(f.asked)
  if (!f.finding) return ['finding', '请选择处罚哪一个问题']
  if (f.officers.length < 2) return ['team', '执法人员不得少于两人（行政处罚法第四十二条）']
  if (!p.name.trim()) return ['party', p.kind === 'person' ? '请填写被处罚人姓名' : '请填写被处罚单位名称']
  if (p.kind === 'person' && (!p.gender || !p.age || !p.address.trim())) return ['party', '请填写被处罚人的性别、年龄、住址']
  if (p.kind === 'person' && p.id_number.length > longestPassport && !citizen(p.id_number)) return ['party', '身份证号不正确']
  if (!a) return ['act', '请选择违法行为，没有法定依据的不得处罚（行政处罚法第五十一条）']
  if (!f.detail.trim()) return ['act', '请写明违法事实（行政处罚法第五十二条）']
  if (!f.warning && !f.fine) return ['kind', '请选择警告或者罚款']
  if (f.warning && !prospectOf(f, a)?.warning) return ['kind', '这一违法行为没有警告的处罚']
  if (f.fine) {
    if (!s) return ['span', '请选择裁量幅度']
    if (!(amount > 0)) return ['asked', '请填写罚款金额']
    if (amount > top.amount) return ['asked', `${top.name}为${top.amount}元（${top.basis}），超过的按普通程序立案`]
    if (amount < s.low || amount > s.high) return ['asked', `罚款应在${s.low}元至${s.high}元之间`]
    if (h.rounding && amount % h.rounding && amount !== s.low && amount !== s.high) return ['asked', `罚款应取整到${h.rounding}元`]
    if (s.course !== 'ordinary' && !f.factors.some((x) => h.factors.find((y) => y.kind === x.kind)?.leads.includes(s.course))) return ['factors', `“${courseLabel(h, s.course)}”须有法律规定的情节`]
    if (f.factors.some((x) => !x.proof.trim())) return ['factors', '情节要写明理由和证据']
    if (f.on_spot && !f.spot_why) return ['pay', '请选择当场收缴的情形（行政处罚法第六十八条、第六十九条）']
    if (f.on_spot && f.spot_why === 'small' && amount > h.spot.amount) return ['pay', `${h.spot.name}为${h.spot.amount}元（${h.spot.basis}）`]
  }
  if (!f.told) return ['told', '处罚之前应当告知事实、理由、依据和陈述、申辩的权利（行政处罚法第四十四条）']
  if (!f.pleas.trim()) return ['told', '请记录陈述申辩；没有意见的也要写明（行政处罚法第四十五条）']
  if (f.answer !== 'accepted' && !f.answer_why.trim()) return ['told', '不采纳的，请写明理由']
}
export const courseLabel = (h: Handset, c: string) => h.courses.find((x) => x.course === c)?.label ?? c

const heard = (f: Form) => f.pleas.replace(/。$/, '') + '。' + (f.answer_why ? labelOf('enforcement', 'answer', f.answer) + '：' + f.answer_why.replace(/。$/, '') + '。' : '')
const content = async (f: Form) => [f.warning ? '警告' : '', f.fine ? `罚款人民币${await capital(Number(f.asked))}（${f.asked}元）` : ''].filter(Boolean).join('；')

/** What stands on the notice and on the decision, by the names of the form. */
export async function simpleData(kind: string, f: Form, a: Act, base: Record<string, any>): Promise<Record<string, any>> {
  const p = f.party
  const party = p.kind === 'person' ? { 类别: '个人', 姓名: p.name, 名称: p.name, 性别: p.gender, 年龄: String(p.age), 身份证号: p.id_number, 住址: p.address, 地址: p.address, 单位: p.employer, 职务: p.post, 电话: p.phone } : { 类别: '单位', 名称: p.name, 统一社会信用代码: p.credit_code, 法定代表人: p.legal_person, 职务: p.post, 地址: p.address, 电话: p.phone }
  return {
    ...plain(base), 当事人: party, 案由: a.name, 违法事实: f.detail, 证据: '现场检查记录、现场照片', 违反规定: a.article, 处罚依据: a.basis, 处罚内容: await content(f), 执法人员: await people(f.officers), 日期: today(),
    ...(f.fine ? { 罚款: { 金额: String(f.asked), 大写: await capital(Number(f.asked)) } } : {}),
    ...(kind === 'penalty_notice' ? { 陈述申辩: { 方式: '当场' } } : { 申辩意见: heard(f), 缴纳方式: f.fine ? (f.on_spot ? '当场缴纳' : '限期缴纳') : '' }),
  }
}

/** What is sent of a penalty once both papers are made. */
export function spotOf(f: Form, a: Act | undefined, papers: Kit['papers'], ordinary = false): Record<string, any> {
  const s = spanOf(f, a)
  const paper = (kind: string) => { const p = papers.find((x) => x.kind.startsWith(kind) && !x.void); return p && { data: p.data, made_at: p.made_at, signs: p.signs.map((x: any) => ({ ...x, ink: x.refused ? '' : JSON.stringify(x.ink) })) } }
  return plain({
    id: f.id, inspection: f.inspection, finding: f.finding, officers: f.officers, party: { ...f.party, age: Number(f.party.age) || 0 }, pleas: f.pleas, answer: f.answer, answer_why: f.answer_why || '无', on_spot: f.fine && f.on_spot, spot_why: f.on_spot ? f.spot_why : '', at: f.ended, ordinary,
    charge: { violation: f.violation, detail: f.detail, acted_on: f.acted_on, sanctions: [...(f.warning ? ['warning'] : []), ...(f.fine ? ['fine'] : [])], tier_no: s?.tier_no ?? 0, direction: s?.course ?? 'ordinary', factors: f.factors, asked: f.fine ? Number(f.asked) : 0 },
    notice: (!ordinary && paper('penalty_notice')) || {}, decision: (!ordinary && paper('simple_decision')) || {},
  })
}
