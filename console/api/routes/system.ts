import { Replayed, SystemState } from '../schemas/system.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

export function systemRoutes(api: Api, { systemState, replayDeadLetters }: Services): void {
  api.get(
    '/api/system',
    {
      schema: { summary: 'What is kept, and what is wrong right now', response: { 200: SystemState } },
      config: { requires: 'system.read' },
    },
    () => systemState(),
  )

  api.post(
    '/api/system/dead-letters/replay',
    {
      schema: { summary: 'Send the documents again that the store refused', response: { 200: Replayed } },
      config: { requires: 'system.operate', rateLimit: { max: 6, timeWindow: 60_000 } },
    },
    ({ actor }) => replayDeadLetters(actor),
  )
}
