import { fieldNames } from '../event/fields.ts'

/**
 * The field that somebody who wrote `name` likely meant: one that ends so (`command_line`), else one that differs by a
 * slip or two. Undefined when none is near.
 */
export function nearestField(name: string): string | undefined {
  const wanted = name.toLowerCase().replace(/^[-!]/, '')
  const names = fieldNames()
  if (names.includes(wanted)) return wanted
  const ending = names.filter((one) => one.endsWith(`.${wanted}`)).sort((a, b) => a.length - b.length)[0]
  if (ending !== undefined) return ending
  if (wanted.length < 4 || wanted.length > 80) return undefined
  let nearest: string | undefined
  let least = wanted.length > 10 ? 3 : 2
  for (const one of names) {
    if (Math.abs(one.length - wanted.length) > least) continue
    const slips = distance(wanted, one, least)
    if (slips < least || (slips === least && nearest === undefined)) {
      nearest = one
      least = slips
    }
  }
  return nearest
}

/** How many letters to change, add, drop or swap with the next (optimal string alignment); any number past `most`. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > most) return least
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
