/**
 * The live feed: socket.io at path `/api/live`. The server emits `changed` with this payload: ids only, and only of
 * records within the caller's scope; the browser re-reads through the API. A session that ends has its socket closed.
 */
export interface LiveChange {
  readonly kind:
    | 'alert'
    | 'indicator'
    | 'incident'
    | 'rule'
    | 'source'
    | 'system'
    | 'unit'
    | 'it-system'
    | 'shift'
    | 'saved'
  readonly ids: readonly string[]
}
