import type { TextKey } from './translate.ts'
import { vi } from './vi.ts'

/** True when a text exists under the key, where all texts are at hand; a translator says the same of its own. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(vi, key)
}
