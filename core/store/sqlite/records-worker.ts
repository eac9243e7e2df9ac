import { openRecords, type StoreOptions } from './open.ts'
import { runStoreThread } from './store-thread.ts'

runStoreThread((options: StoreOptions) => {
  const { records, audit, close } = openRecords(options)
  return { objects: { records, audit }, close }
})
