/** What the server says of a case as a whole. */
export interface Stage { name: string; label: string; on?: string; state: 'done' | 'now' | 'ahead' | 'skipped' }
export interface Dial { code: string; label: string; who: string; start: string; nominal: string; last: string; done?: string; state: string; left: number; unit: string; limit: string; basis: string; right: boolean; late: boolean; pauses?: { from: string; to?: string; reason: string }[]; added?: number }
export interface Need { text: string; done: boolean; type?: string; paper?: string; step?: string; link?: string; law?: string }
export interface Debt { party: string; name: string; fine: number; capital: string; schedule: { due_on: string; amount: number }[]; paid: number; owed: number; days: number; extra: number; extra_paid: number; remitted: number; extra_owed: number }
export interface Account { on: string; pay_by: string; fine: number; paid: number; owed: number; days: number; extra: number; extra_paid: number; remitted: number; extra_owed: number; rate: number; basis: string; parties: Debt[] }
export interface Board { stages: Stage[]; clocks: Dial[]; needs: Need[]; officers: string[]; organ: string; account?: Account; open: string[]; today: string }

export const yuan = (v: number | string | undefined) => Number(v ?? 0).toLocaleString('zh-CN', { minimumFractionDigits: 0, maximumFractionDigits: 2 })
const day = (s: string) => Date.parse(s + 'T00:00:00Z') / 86400000
export const days = (a: string, b: string) => Math.round(day(b) - day(a))
/** How far a moment lies between two others, in percent. */
export const share = (from: string, to: string, at: string) => Math.min(100, Math.max(0, (100 * days(from, at)) / Math.max(1, days(from, to))))
