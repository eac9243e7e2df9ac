import { openReader } from './event-reader.ts'
import { runStoreThread } from './store-thread.ts'

runStoreThread((options: { readonly directory: string; readonly budget?: number }) => {
  const reader = openReader(options)
  return { objects: { reader }, close: reader.close }
})
