/** The colours in which layers are drawn: none of those of risk. */
export const hues: Record<string, string> = { violet: '#7c3aed', green: '#1a7f72', brown: '#8c5a2b', grey: '#4a5568' }
