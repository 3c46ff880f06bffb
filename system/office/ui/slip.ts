export interface Question { label: string; kind: 'text' | 'number' | 'date' | 'yes_no' | 'choice'; options: string; must: boolean }
export interface Given { question: string; value: string }

/** The choices of a question, as the server reads them. */
export const choices = (q: Question) => q.options.split(/[、，,;；\n]/).filter(Boolean)
