import { openEventWriter } from './event-writer.ts'
import { runStoreThread } from './store-thread.ts'

runStoreThread((options: { readonly directory: string }) => {
  const writer = openEventWriter({ ...options, seals: true })
  return { objects: { writer }, close: writer.close }
})
