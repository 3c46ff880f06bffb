/** A moment as clocks in China show it, wherever the browser stands: 2026-05-02T08:30:00.000Z. */
export const china = (at: number | string | Date = Date.now()) => new Date(new Date(at).getTime() + 8 * 3600e3).toISOString()
/** Today in China, or a day as many days away. */
export const day = (offset = 0) => china(Date.now() + offset * 864e5).slice(0, 10)
