import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormError } from './states.tsx'

/** Asks for how many days back something is run, and starts it. */
export function DaysForm(props: {
  label: string
  /** What stands in the field at first, and the most that may. */
  first: number
  most: number
  /** What is said of anything else. */
  wrong: string
  submit: string
  quiet?: boolean
  disabled?: boolean
  run: { readonly isPending: boolean; readonly error: unknown; mutate(wish: { days: number }): void }
}) {
  const { most, run, disabled = false } = props
  const [days, setDays] = useState(String(props.first))
  const [wrong, setWrong] = useState(false)
  return (
    <>
      <form
        className="inline-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const n = /^\d+$/.test(days.trim()) ? Number(days) : 0
          setWrong(n < 1 || n > most)
          if (n >= 1 && n <= most) run.mutate({ days: n })
        }}
      >
        <TextInput
          label={props.label}
          inputMode="numeric"
          value={days}
          disabled={disabled}
          error={wrong ? props.wrong : undefined}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button
          type="submit"
          disabled={disabled}
          loading={run.isPending}
          variant={props.quiet === true ? 'default' : 'filled'}
        >
          {props.submit}
        </Button>
      </form>
      <FormError error={run.error} />
    </>
  )
}
