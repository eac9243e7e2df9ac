/** A stretch of YAML with what it is, for light colouring; the text of all stretches together is the source. */
export interface YamlStretch {
  readonly text: string
  readonly kind: 'key' | 'comment' | 'text'
}

/** Splits YAML into keys, comments and the rest. For looking at only: it reads line by line and knows no block scalars. */
export function highlightYaml(source: string): YamlStretch[] {
  const stretches: YamlStretch[] = []
  for (const line of source.split(/(?<=\n)/)) {
    const key = /^(\s*(?:- )?)([\w.|@*' -]+?)(:)(?=\s)/.exec(line)
    let rest = line
    if (key !== null) {
      const [whole, indent = '', name = ''] = key
      if (indent !== '') stretches.push({ text: indent, kind: 'text' })
      stretches.push({ text: name, kind: 'key' })
      rest = line.slice(whole.length - 1)
    }
    const cut = commentAt(rest)
    if (cut > 0) stretches.push({ text: rest.slice(0, cut), kind: 'text' })
    if (cut < rest.length) stretches.push({ text: rest.slice(cut), kind: 'comment' })
  }
  return stretches
}

/** Where a comment begins: a `#` after white space that no quotes hold (YAML 1.2 §6.6); the length when there is none. */
function commentAt(text: string): number {
  for (const { index } of text.matchAll(/(?:^|\s)#/g)) {
    const quotes = text.slice(0, index).match(/['"]/g)?.length ?? 0
    if (quotes % 2 === 0) return index
  }
  return text.length
}
