/**
 * One version that a lock file agrees to, with the files that it agrees to.
 */
export interface LockedPin {
  /** In normal form (PEP 503). */
  readonly name: string;
  /** As the index spells it, where the lock shows that. */
  readonly version: string;
  /** Of its files, each as `sha256:…`, sorted; of other algorithms too. Empty where the lock has none. */
  readonly hashes: readonly string[];
  /** Such as "uv.lock:12". */
  readonly origin: string;
}
