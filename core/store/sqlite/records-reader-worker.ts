import { openRecordsReader } from './open.ts'
import { runStoreThread } from './store-thread.ts'

runStoreThread((options: { readonly directory: string }) => {
  const { records, audit, close } = openRecordsReader(options)
  return { objects: { records, audit }, close }
})
