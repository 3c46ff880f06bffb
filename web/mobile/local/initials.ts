/** The first letters of the sounds of a name (拼音首字母), by the order in which the browser sorts Chinese: no table has to be carried along. A character with several sounds counts by its usual one. */
const heads = '阿八嚓哒妸发旮哈讥咔垃麻拏噢妑七呥扨它穵夕丫帀'
const letters = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const known = new Map<string, string>()

function letter(c: string): string {
  const had = known.get(c)
  if (had !== undefined) return had
  let out = ''
  if (/[a-z0-9]/i.test(c)) out = c.toLowerCase()
  else if (/\p{Script=Han}/u.test(c)) {
    let low = 0, high = heads.length - 1
    while (low < high) {
      const mid = (low + high + 1) >> 1
      if (order.compare(heads[mid], c) <= 0) low = mid
      else high = mid - 1
    }
    out = letters[low]
  }
  known.set(c, out)
  return out
}

export const initials = (text: string) => Array.from(text, letter).join('')
