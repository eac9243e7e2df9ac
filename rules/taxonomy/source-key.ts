import type { LogSource } from '../sigma/rule.ts'

/** One text for a log source, whatever the case it is written in: product, category, service, `-` for none. */
export function sourceKey({ product, category, service }: LogSource): string {
  return [product, category, service]
    .map((part) => part ?? '-')
    .join('/')
    .toLowerCase()
}
