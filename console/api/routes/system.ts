import { SystemState } from '../schemas/system.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

export function systemRoutes(api: Api, { systemState }: Services): void {
  api.get(
    '/api/system',
    {
      schema: { summary: 'What is kept, and what is wrong right now', response: { 200: SystemState } },
      config: { requires: 'system.read' },
    },
    () => systemState(),
  )
}
