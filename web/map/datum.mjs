// GCJ-02 (the shifted datum of public Chinese maps) to WGS-84, by the widely
// published forward formula and iteration.
const A = 6378245.0
const EE = 0.00669342162296594323
const { sin, cos, sqrt, abs, PI } = Math

const wave = (v, parts) => parts.reduce((sum, [amount, over]) => sum + amount * sin(v / over * PI), 0) * 2 / 3
const common = x => wave(x, [[20, 1 / 6], [20, 1 / 2]])

function shift([lon, lat]) {
  const x = lon - 105, y = lat - 35
  const dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) +
    common(x) + wave(y, [[20, 1], [40, 3]]) + wave(y, [[160, 12], [320, 30]])
  const dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) +
    common(x) + wave(x, [[20, 1], [40, 3]]) + wave(x, [[150, 12], [300, 30]])
  const w = 1 - EE * sin(lat * PI / 180) ** 2
  return [dLon * 180 / (A / sqrt(w) * cos(lat * PI / 180) * PI), dLat * 180 / (A * (1 - EE) / (w * sqrt(w)) * PI)]
}

const outside = ([lon, lat]) => lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271

export function toGCJ02(p) {
  if (outside(p)) return p
  const [dx, dy] = shift(p)
  return [p[0] + dx, p[1] + dy]
}

export function toWGS84(p) {
  if (outside(p)) return p
  let q = p
  for (let i = 0; i < 6; i++) {
    const g = toGCJ02(q)
    q = [q[0] - (g[0] - p[0]), q[1] - (g[1] - p[1])]
  }
  return q
}

// checkDatum refuses to work with a formula that misses the known points.
export function checkDatum() {
  for (const [from, to] of [
    [[113.65, 34.76], [113.656079, 34.758866]],
    [[118.675, 37.434], [118.680668, 37.434679]],
    [[2.35, 48.85], [2.35, 48.85]],
  ]) {
    const there = toGCJ02(from), back = toWGS84(there)
    for (const i of [0, 1]) {
      if (abs(there[i] - to[i]) > 1e-6 || abs(back[i] - from[i]) > 1e-9) throw new Error(`datum: ${from} gave ${there} and ${back}`)
    }
  }
}
