import type { ReactNode } from 'react'
import { CopyButton } from '../../components/CopyButton.tsx'

/** A secret that is shown this once, to be copied. */
export function OnceShown({ text, words, children }: { text: string; words: string; children?: ReactNode }) {
  return (
    <div className="form-panel" role="status">
      <p>{words}</p>
      <pre className="inline-command once-shown">{text}</pre>
      <div className="actions">
        <CopyButton text={text} />
        {children}
      </div>
    </div>
  )
}
