import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import type { Choice } from './query-edit.ts'

/** The list under the search bar. The bar keeps the focus, as a combobox does: keys are handled there. */
export function Suggestions(props: {
  id: string
  label: string
  choices: readonly Choice[]
  at: number
  onTake: (choice: Choice) => void
}) {
  const { number } = useWords()
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label={props.label}
      className="suggestions"
      hidden={props.choices.length === 0}
    >
      {props.choices.map((choice, index) => (
        <div
          key={choice.text}
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.at}
          onPointerDown={(event) => {
            event.preventDefault()
            props.onTake(choice)
          }}
        >
          <span className="mono">
            <InertText text={choice.text.length > 120 ? `${choice.text.slice(0, 120)}…` : choice.text} />
          </span>
          <span className="dim small">{choice.count === undefined ? choice.note : number(choice.count)}</span>
        </div>
      ))}
    </div>
  )
}
