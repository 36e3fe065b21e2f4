import type { IPostProcessor, IResolvable, IResolveContext } from "cdktf";

/**
 * A piece of Terraform JSON that cdktf takes as it is. Synth resolves what each element renders three times: to find
 * references between stacks, for the element, and once more for the whole stack. What holds literals only need not be
 * walked, and thousands of like resources cost a third.
 */
export class ResolvedFragment implements IResolvable, IPostProcessor {
  public readonly creationStack: string[] = [];

  /** @param render gives the piece when its stack is written; until then, what it is made of may change */
  constructor(private readonly render: () => unknown) {}

  public resolve(context: IResolveContext): undefined {
    context.registerPostProcessor(this);
    return undefined;
  }

  public postProcess(_nothing: unknown, context: IResolveContext): unknown {
    return context.preparing ? undefined : this.render();
  }
}
