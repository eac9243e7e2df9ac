import type { EventDocument, Mark } from '../../core/event/event.ts'
import { decodeSyslog } from '../decode/syslog.ts'
import type { Context } from './draft.ts'
import { productDocument } from './product-document.ts'
import type { ProductFormat } from './products.ts'
import { mapBeforeSyslog, mapByLooks, productFormats } from './products.ts'
import { syslogDocument } from './syslog-document.ts'
import { readCarriedWindows } from './windows/read-windows.ts'

interface Made {
  readonly document: EventDocument
  readonly own: number | undefined
}

/** A line that is no JSON object: syslog, or a product's own line as it stands in its file. Undefined for neither. */
export function readLine(text: string, context: Context, marks: Mark[]): Made | undefined {
  const early =
    (text.charCodeAt(0) === 60 ? undefined : context.mappings?.(text, context)) ?? mapBeforeSyslog(text, context)
  if (early !== undefined) return productDocument(early, text, context, marks)
  const fields = decodeSyslog(text, context.zone, context.receivedAt)
  if (fields !== undefined) {
    return readCarriedWindows(fields, text, context, marks) ?? syslogDocument(fields, text, context, marks)
  }
  const bare = mapByLooks(text, context)
  return bare && productDocument(bare, text, context, marks)
}

/** True for the formats that are a product's own. */
export function isProductFormat(format: string): format is ProductFormat {
  return Object.hasOwn(productFormats, format)
}

/**
 * A line of the product that was asked for, with or without a syslog header before it. A line with a header that the
 * product did not write stays a syslog event; undefined for what is neither.
 */
export function readProduct(text: string, format: ProductFormat, context: Context, marks: Mark[]): Made | undefined {
  const map = productFormats[format]
  const bare = text.charCodeAt(0) === 60 ? undefined : map(text, context)
  if (bare !== undefined) return productDocument(bare, text, context, marks)
  const fields = decodeSyslog(text, context.zone, context.receivedAt)
  return fields && syslogDocument(fields, text, context, marks, map)
}
