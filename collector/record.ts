import type { InputName } from '../core/event/inputs.ts'

/** One record as it left the wire: the framing is gone, nothing else was done to it. */
export interface RawRecord {
  /** Its bytes; text only where there never were bytes (tests, the command line's own strings). */
  readonly bytes: Uint8Array | string
  /** Set when the transport kept only a beginning because the record was longer than it may be. */
  readonly cut?: boolean
}

/** Who delivers over an input: the far end of a connection, or the key that a request came with. */
export interface Sender {
  /** Stable for as long as the sender is the same; part of every event's identity. */
  readonly id: string
  readonly input: InputName
  /**
   * Who it surely is, as a unit names its own senders: the id of the intake key that a request came with, or `cn=` and the
   * common name of the certificate that was shown.
   */
  readonly key?: string
  /** Peer address, or the name of the intake key. */
  readonly peer: string
  /** Address that the bytes came from; events without a known host are attributed by it. */
  readonly address: string | undefined
}
