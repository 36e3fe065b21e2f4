import { createHash, randomUUID } from "node:crypto";

/** Short secrets could be found by trying. */
const SALT = randomUUID();

/** A value that a plan or a state does not show: it is known only after the apply, or it is a secret. */
export class HiddenValue {
  readonly #secret: string | undefined;

  /**
   * The value is known only after the apply.
   *
   * @param isWritten whether the configuration says anything of it; else Google chooses it
   */
  public static unknown(references: readonly string[] = [], isWritten = true): HiddenValue {
    return new HiddenValue(references, isWritten, undefined);
  }

  /** The value is a secret: it can be compared, and never be shown. An empty text is none, as providers write it. */
  public static sensitive(value: unknown): HiddenValue {
    return new HiddenValue([], true, JSON.stringify(value === "" ? null : (value ?? null)));
  }

  /**
   * @param references the addresses of the attributes that the value is made from, as `google_compute_network.Vpc.id`
   */
  private constructor(
    public readonly references: readonly string[],
    public readonly isWritten: boolean,
    secret: string | undefined,
  ) {
    this.#secret = secret;
    Object.freeze(this);
  }

  public get isSensitive(): boolean {
    return this.#secret !== undefined;
  }

  /** Whether both are secrets and the same; what is not known yet is the same as nothing. */
  public equals(other: unknown): boolean {
    return other instanceof HiddenValue && this.#secret !== undefined && other.#secret === this.#secret;
  }

  /** The same for equal secrets, from which the secret cannot be told; undefined for what is not known yet. */
  public get digest(): string | undefined {
    return this.#secret === undefined ? undefined : createHash("sha256").update(`${SALT}${this.#secret}`).digest("hex");
  }

  public toJSON(): string {
    return this.isSensitive ? "(sensitive)" : "(known after apply)";
  }
}
