import { createHash } from "node:crypto";

/** An index page as a client gets it. */
export interface Rendering {
  /** Which reading of the upstream's page it was made from. */
  readonly revision: string;
  /** What it was judged by, where that changes it. */
  readonly judgedBy: unknown;
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * Index pages that were rendered, for clients that ask for the same again in the same way. Those that were used last
 * are kept, up to a number of bytes.
 */
export class PageRenderings {
  /** Those that were used last come last. */
  private readonly all = new Map<string, Rendering>();
  private bytes = 0;

  /** @param most bytes that they take together */
  public constructor(private readonly most: number) {}

  /** @param judgedBy what it has to be judged by */
  public find(key: string, judgedBy: unknown): Rendering | undefined {
    const found = this.all.get(key);
    if (found === undefined || found.judgedBy !== judgedBy) return undefined;
    this.all.delete(key);
    this.all.set(key, found);
    return found;
  }

  /** Keeps it in place of an earlier one, if there is room for it at all. */
  public keep(key: string, rendering: Rendering): void {
    this.forget(key);
    if (rendering.body.length > this.most) return;
    this.all.set(key, rendering);
    this.bytes += rendering.body.length;
    for (const oldest of this.all.keys()) {
      if (this.bytes <= this.most) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.bytes -= this.all.get(key)?.body.length ?? 0;
    this.all.delete(key);
  }
}

/** A validator of its own for each content, so that it holds over restarts. */
export function etagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}
