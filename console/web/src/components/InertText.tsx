import { inertText, type Stretch } from '../lib/inert-text.ts'

/** Text from outside, inert: whatever would act on the screen is shown as a symbol; values that matched are marked. */
export function InertText({ text, values = [] }: { text: string; values?: readonly string[] }) {
  return inertText(text, values).map((stretch, at) => {
    const Tag = stretch.marked ? 'mark' : 'span'
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of a line have no identity but their place
      <Tag key={at}>
        <Inner {...stretch} />
      </Tag>
    )
  })
}

/** The name is drawn by the style sheet: few fonts have pictures of control characters. */
function Inner({ text, symbol }: Stretch) {
  return symbol === undefined ? (
    text
  ) : (
    <span className="symbol" data-name={symbol}>
      {text}
    </span>
  )
}

/** A raw line, monospace, wrapped, at most so many characters until asked for more. */
export function RawLine({ text, values = [] }: { text: string; values?: readonly string[] }) {
  return (
    <pre
      className="raw"
      dir="ltr"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <InertText text={text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text} values={values} />
    </pre>
  )
}
