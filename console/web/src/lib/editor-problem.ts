import type { Ref } from 'react'

/** Something wrong in a text that is being written; lines and columns count from 1. */
export interface EditorProblem {
  readonly line: number | null
  readonly column: number | null
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly hint: string | null
}

export interface YamlEditorHandle {
  /** Puts the cursor there, and the focus into the text. */
  go(line: number, column: number): void
}

export interface YamlEditorProps {
  readonly first: string
  readonly label: string
  /** The element that says what is wrong. */
  readonly describedBy: string
  readonly problems: readonly EditorProblem[]
  readonly onChange: (text: string) => void
  readonly ref?: Ref<YamlEditorHandle>
}
