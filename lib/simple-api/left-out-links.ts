import type { LeftOutLink } from "./simple-page";

/** Enough to see what is the matter. */
const MOST = 20;

/** The links of a page that lead to no file. */
export class LeftOutLinks {
  private readonly links: LeftOutLink[] = [];
  private count = 0;

  public add(name: string, problem: string): void {
    this.count += 1;
    if (this.links.length < MOST) this.links.push({ name, problem });
  }

  /** As a part of a page, which has it only where there are some. */
  public get part(): { readonly leftOut?: { readonly links: readonly LeftOutLink[]; readonly count: number } } {
    return this.count === 0 ? {} : { leftOut: { links: this.links, count: this.count } };
  }
}
