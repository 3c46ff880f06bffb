/** A4 without its margins of a centimetre, in CSS pixels. */
const upright = 718, lying = 1047

/** Tables wider than the paper lay it on its side, and are made smaller until every column is on it. */
function fit() {
  const tables = [...document.querySelectorAll<HTMLElement>('.el-table')].map((el) => [el, el.querySelector<HTMLElement>('.el-table__header, .el-table__body')?.offsetWidth ?? 0] as const)
  if (tables.every(([, wide]) => wide <= upright)) return
  const page = document.head.appendChild(document.createElement('style'))
  page.textContent = '@page { size: A4 landscape }'
  const wider = tables.filter(([, wide]) => wide > lying)
  for (const [el, wide] of wider) Object.assign(el.style, { width: wide + 'px', zoom: String(lying / wide) })
  addEventListener('afterprint', () => {
    page.remove()
    for (const [el] of wider) Object.assign(el.style, { width: '', zoom: '' })
  }, { once: true })
}

addEventListener('beforeprint', fit)
