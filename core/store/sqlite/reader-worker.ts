import { openReader, type ReaderOptions } from './event-reader.ts'
import { runStoreThread } from './store-thread.ts'

runStoreThread((options: ReaderOptions) => {
  const reader = openReader(options)
  return { objects: { reader }, close: reader.close }
})
