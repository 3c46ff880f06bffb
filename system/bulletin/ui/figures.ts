/** What a notice was written from, as GET /api/bulletin/{id}/figures answers. */
export interface Unit { code: string; label: string; counted: boolean }
export interface Series { indicator: string; label: string; unit: string; help?: string; total: number; values: number[]; href: string; hrefs: string[]; faults?: string[] }
export interface Figures { region: string; label: string; from: string; to: string; compared: string; units: Unit[] | null; series: Record<string, Series> }

/** The figures in the order in which notices tell them; that of the day compared with leads to no task. */
export const order = ['registered', 'complete', 'checkers', 'self_found', 'found', 'rectified', 'overdue', 'inspections', 'enforced', 'accounts', 'never']
export const figuresOf = (f: Figures) => order.filter((k) => f.series[k]).map((k) => ({ key: k, ...f.series[k] }))
