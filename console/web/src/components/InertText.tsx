import { inertText } from '../lib/inert-text.ts'

/** Text from outside, inert: whatever would act on the screen is shown as a symbol; values that matched are marked. */
export function InertText({ text, values = [] }: { text: string; values?: readonly string[] }) {
  return inertText(text, values).map(({ text: part, symbol, marked }, at) => {
    const inner = symbol ? <span className="symbol">{part}</span> : part
    // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of a line have no identity but their place
    return marked ? <mark key={at}>{inner}</mark> : <span key={at}>{inner}</span>
  })
}

/** A raw line, monospace, wrapped, at most so many characters until asked for more. */
export function RawLine({ text, values = [] }: { text: string; values?: readonly string[] }) {
  return (
    <pre className="raw" dir="ltr">
      <InertText text={text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text} values={values} />
    </pre>
  )
}
