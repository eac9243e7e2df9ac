import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useImperativeHandle, useRef } from 'react'
import type { EditorProblem, YamlEditorProps } from '../lib/editor-problem.ts'
import { styleNonce } from '../theme/style-nonce.ts'

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--vg-brand)' },
  { tag: tags.comment, color: 'var(--vg-text-dim)' },
  { tag: [tags.string, tags.content], color: 'var(--vg-text)' },
  { tag: [tags.number, tags.bool, tags.keyword, tags.typeName, tags.labelName], color: 'var(--vg-severity-low)' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--vg-text-dim)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--vg-ground)', color: 'var(--vg-text)', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--vg-focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: "'JetBrains Mono', ui-monospace, monospace", fontSize: '13px', lineHeight: '20px' },
  '.cm-gutters': { backgroundColor: 'var(--vg-chrome)', color: 'var(--vg-text-dim)', borderColor: 'var(--vg-line)' },
  '.cm-activeLine': { backgroundColor: 'var(--vg-hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--vg-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--vg-selected)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--vg-ground)', color: 'var(--vg-text)', borderColor: 'var(--vg-line)' },
})

/**
 * An editor for YAML, with what is wrong marked where it stands. Tab leaves it, as it leaves every field; the language's
 * two blanks are typed. What is given as `first` is read once: the editor keeps its own text from then on.
 */
export default function YamlEditor({ first, label, describedBy, problems, onChange, ref }: YamlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const told = useRef(onChange)
  told.current = onChange
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is given once; the editor keeps its own
  useEffect(() => {
    if (box.current === null) return
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: first,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          indentUnit.of('  '),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          yaml(),
          syntaxHighlighting(colours),
          look,
          EditorView.cspNonce.of(styleNonce),
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-describedby': describedBy,
            tabindex: '0',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label, describedBy])
  useEffect(() => {
    const editor = view.current
    if (editor !== null) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, problems)))
  }, [problems])
  useImperativeHandle(ref, () => ({
    go: (line, column) => {
      const editor = view.current
      if (editor === null) return
      editor.dispatch({ selection: { anchor: placeOf(editor.state, line, column) }, scrollIntoView: true })
      editor.focus()
    },
  }))
  return <div ref={box} className="yaml-editor" />
}

/** The offset of a line and column that count from 1; what lies beyond the text is its nearest place. */
function placeOf({ doc }: EditorState, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
}

/** A problem is marked from its place to the end of the word there; one without a column marks the line. */
function diagnosticsOf(state: EditorState, problems: readonly EditorProblem[]): Diagnostic[] {
  return problems.flatMap(({ line, column, level, message, hint }) => {
    if (line === null) return []
    const row = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
    const from = column === null ? row.from : placeOf(state, line, column)
    const word = /^[^\s:,]+/.exec(row.text.slice(from - row.from))?.[0].length ?? 0
    const to = column === null ? row.to : Math.min(row.to, from + Math.max(1, word))
    return [{ from, to, severity: level, message: hint === null ? message : `${message} (${hint})` }]
  })
}
