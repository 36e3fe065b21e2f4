/** How long the preview waits, and how much it holds, at most. */
export interface Limits {
  /** Milliseconds for a connection to the upstream, TLS included. */
  readonly connectMs: number;
  /** Milliseconds from a request to the head of its answer, for each redirect anew. */
  readonly responseMs: number;
  /** Milliseconds in which nothing moves within an answer, from the upstream or to the client. */
  readonly idleMs: number;
  /** Milliseconds for a whole index page of the upstream. */
  readonly pageMs: number;
  /** Milliseconds for the whole request of a client. */
  readonly requestMs: number;
  /** Bytes of an index page of the upstream, uncompressed. */
  readonly pageBytes: number;
  /** Bytes from which on an index page counts as large: one of them is held at a time, the others wait. */
  readonly largePageBytes: number;
  /**
   * Bytes up to which an index page of the upstream is held until it is there as a whole, and compared with the one
   * before.
   */
  readonly heldPageBytes: number;
  /** Bytes of an index page as a client gets it, up to which it is kept for the next one. */
  readonly renderedPageBytes: number;
  /** Bytes of all index pages that are kept so. */
  readonly renderedBytes: number;
  /** Files or projects on an index page of the upstream. */
  readonly pageItems: number;
  /** Bytes for the links of pages that clients were given; the last page is kept however large it is. */
  readonly linkBytes: number;
  /** Bytes of a request's line and headers. */
  readonly headerBytes: number;
  /** Connections of clients. */
  readonly connections: number;
  /** Connections to one origin. */
  readonly sockets: number;
}

const MEBI = 1024 * 1024;

export const LIMITS: Limits = Object.freeze({
  connectMs: 10_000,
  responseMs: 30_000,
  idleMs: 60_000,
  pageMs: 180_000,
  requestMs: 20_000,
  pageBytes: 128 * MEBI,
  largePageBytes: MEBI,
  heldPageBytes: 4 * MEBI,
  renderedPageBytes: 4 * MEBI,
  renderedBytes: 32 * MEBI,
  pageItems: 1_000_000,
  linkBytes: 64 * MEBI,
  headerBytes: 16_384,
  connections: 1024,
  sockets: 64,
});
