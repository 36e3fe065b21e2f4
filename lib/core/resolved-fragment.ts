import type { IPostProcessor, IResolvable, IResolveContext } from "cdktf";

/**
 * A piece of Terraform JSON that cdktf need not walk before the last time. Synth resolves what each element renders three
 * times: to find references between stacks, for the element, and once more for the whole stack. Without references
 * to other stacks, the last walk does it all, and thousands of like resources cost a third.
 */
export class ResolvedFragment implements IResolvable, IPostProcessor {
  public readonly creationStack: string[] = [];

  constructor(private readonly fragment: unknown) {}

  public resolve(context: IResolveContext): undefined {
    context.registerPostProcessor(this);
    return undefined;
  }

  public postProcess(): unknown {
    return this.fragment;
  }
}
