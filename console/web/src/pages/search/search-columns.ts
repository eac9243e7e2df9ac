/** Fields that stand beside the time unless the reader chose others. */
const usual: readonly string[] = ['host.name', 'event.dataset', 'message', 'user.name', 'source.ip']
const most = 30

/** The fields shown, in their order, as the address holds them (`column`, once each). */
export function readColumns(params: URLSearchParams): readonly string[] {
  const named = [...new Set(params.getAll('column'))].filter((name) => name !== '' && name.length <= 200)
  return named.length === 0 ? usual : named.slice(0, most)
}

/** Shows a field at the end, or no longer; the last one stays, and the usual ones leave no trace in the address. */
export function toggleColumn(params: URLSearchParams, field: string): void {
  const before = readColumns(params)
  const after = before.includes(field) ? before.filter((one) => one !== field) : [...before, field]
  if (after.length === 0 || after.length > most) return
  params.delete('column')
  if (after.join('\n') !== usual.join('\n')) for (const one of after) params.append('column', one)
}
