import { type Static, Type } from 'typebox'
import { ToldProblem } from './common.ts'

const { code, params } = ToldProblem.properties

/** What the import of a file would do (or did), or everything that is wrong with the file. */
export const CsvImportPlan = Type.Object({
  created: Type.Array(Type.String()),
  altered: Type.Array(Type.String()),
  /** What is there and the file lacks. */
  absent: Type.Array(Type.String()),
  problems: Type.Array(
    Type.Object({
      line: Type.Union([Type.Integer(), Type.Null()]),
      code,
      params,
      message: Type.String(),
      hint: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})
export type CsvImportPlan = Static<typeof CsvImportPlan>
