import { LineCounter } from 'yaml'
import type { Problem } from '../../core/lib/errors.ts'

/** Collects what is wrong with one document of a rule file, placed by character offset into the file. */
export interface Report {
  /** Refuses the rule. */
  error(code: string, offset: number | undefined, message: string, hint?: string): void
  /** Keeps the rule and says what is odd about it. */
  warning(code: string, offset: number | undefined, message: string, hint?: string): void
  readonly problems: readonly Problem[]
  /** True once an error was reported. */
  readonly failed: boolean
}

/** Where characters of a file stand: line and column from 1. */
export interface Positions {
  readonly file: string
  readonly lines: LineCounter
}

/** Positions of a text whose lines are counted here, for files that no YAML parser has read. */
export function positionsOf(file: string, text: string): Positions {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return { file, lines }
}

/** A fresh, empty report. */
export function report({ file, lines }: Positions): Report {
  const problems: Problem[] = []
  let failed = false
  const add = (level: Problem['level'], code: string, offset: number | undefined, message: string, hint?: string) => {
    const at = offset === undefined ? undefined : lines.linePos(offset)
    problems.push({
      code,
      level,
      file,
      ...(at === undefined ? {} : { line: Math.max(at.line, 1), column: Math.max(at.col, 1) }),
      message,
      ...(hint === undefined ? {} : { hint }),
    })
  }
  return {
    problems,
    get failed() {
      return failed
    },
    error(code, offset, message, hint) {
      failed = true
      add('error', code, offset, message, hint)
    },
    warning: (code, offset, message, hint) => add('warning', code, offset, message, hint),
  }
}
