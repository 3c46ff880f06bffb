const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Turns the little Markdown of help texts (paragraphs, lists, bold, code) into HTML; everything else is escaped. */
export function prose(text: string): string {
  const inline = (s: string) => s.replace(/[&<>"']/g, (c) => escapes[c]).replace(/\*\*(.+?)\*\*/g, '<b>$1</b>').replace(/`(.+?)`/g, '<code>$1</code>')
  return text.trim().split(/\n\s*\n/).map((block) => {
    const lines = block.split('\n')
    if (lines.every((l) => /^\s*([-*]|\d+\.)\s/.test(l))) return '<ul>' + lines.map((l) => '<li>' + inline(l.replace(/^\s*([-*]|\d+\.)\s/, '')) + '</li>').join('') + '</ul>'
    return '<p>' + lines.map((l) => inline(l.replace(/^#+\s*/, ''))).join('<br>') + '</p>'
  }).join('')
}
