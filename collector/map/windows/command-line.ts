/** More arguments than this are not taken apart. */
const most = 1000

/**
 * A Windows command line as the C runtime takes it apart: white space separates outside quotes, backslashes count only
 * before a quote, and `""` within quotes is a quote that ends them (the rule before 2008).
 */
export function commandLineArguments(line: string): string[] {
  const found: string[] = []
  const end = line.length
  let at = 0
  while (at < end && found.length < most) {
    if (isBlank(line.charCodeAt(at))) {
      at++
      continue
    }
    let from = at
    let piece = ''
    let quoted = false
    for (; at < end; at++) {
      const code = line.charCodeAt(at)
      if (!quoted && isBlank(code)) break
      if (code !== 34) continue
      let slashes = 0
      while (at - 1 - slashes >= from && line.charCodeAt(at - 1 - slashes) === 92) slashes++
      piece += line.slice(from, at - slashes) + '\\'.repeat(slashes >> 1)
      if (slashes % 2 === 1) piece += '"'
      else {
        if (quoted && line.charCodeAt(at + 1) === 34) {
          piece += '"'
          at++
        }
        quoted = !quoted
      }
      from = at + 1
    }
    found.push(piece + line.slice(from, at))
  }
  return found
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
