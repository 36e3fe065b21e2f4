import { Lazy, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../core/errors";
import { RenderedStack } from "../core/rendered-stack";
import type { EgressSummary } from "../reachability";
import { RenderedNetworks } from "./rendered-networks";
import type { IVpc } from "./vpc-interface";

interface Answer {
  readonly vpc: IVpc;
  readonly told: EgressSummary;
  /** What it rests on. */
  readonly basis: readonly string[];
}

// By the root of the app: all constructs of it are read once. Weak, so that an app goes with its answers.
const known = new WeakMap<IConstruct, AppEgress>();

/**
 * What hosts on the networks of an app reach, read from what its stacks render. Whoever asks before all is defined gets
 * the answer for what is there; synth then fails if it no longer holds.
 */
export class AppEgress {
  public static of(construct: IConstruct): AppEgress {
    const { root } = construct.node;
    const found = known.get(root) ?? new AppEgress(root);
    known.set(root, found);
    return found;
  }

  /** All that was answered; somebody may have put an early answer somewhere, whatever was said later. */
  private readonly answers: Answer[] = [];
  private read?: { readonly stack: TerraformStack; readonly size: number; readonly networks: RenderedNetworks };
  private isReading = false;

  private constructor(private readonly root: IConstruct) {
    // The validations of the app itself come after all stacks are written, with what aspects have changed in them.
    root.node.addValidation({ validate: () => this.problems() });
  }

  /** The answer as of now. */
  public summary(vpc: IVpc): EgressSummary {
    return this.answer(vpc, this.readAll());
  }

  /** The sentences as a token that is worked out when the stack that it stands in is written. */
  public text(vpc: IVpc): string {
    return Lazy.stringValue({
      produce: (context) => {
        if (context.preparing) this.read = undefined;
        // What is read here may hold the token itself.
        if (context.preparing || this.isReading) return "";
        const sentences = this.answer(vpc, this.readFor(TerraformStack.of(context.scope))).sentences.join("\n");
        // https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
        return sentences.replace(/[$%](?=\{)/g, "$&$&");
      },
    });
  }

  private answer(vpc: IVpc, networks: RenderedNetworks): EgressSummary {
    const summary = networks.egress(vpc);
    const basis = networks.basis(vpc);
    if (!this.answers.some((one) => one.vpc === vpc && isSame(one.basis, basis))) {
      this.answers.push({ vpc, told: summary, basis });
    }
    return summary;
  }

  /** While one stack is written nothing changes, unless somebody adds to it in between. */
  private readFor(stack: TerraformStack): RenderedNetworks {
    const size = this.root.node.findAll().length;
    if (this.read?.stack !== stack || this.read.size !== size) this.read = { stack, size, networks: this.readAll() };
    return this.read.networks;
  }

  private readAll(): RenderedNetworks {
    if (this.isReading)
      throw new ValidationError([
        "egress: a part of a network asks what hosts on the network reach; leave it out there",
      ]);
    this.isReading = true;
    try {
      return new RenderedNetworks(RenderedStack.allOf(this.root));
    } finally {
      this.isReading = false;
    }
  }

  private problems(): string[] {
    if (this.answers.length === 0) return [];
    const networks = this.readAll();
    return this.answers.flatMap(({ vpc, told, basis }) => {
      if (isSame(networks.basis(vpc), basis)) return [];
      const now = networks.egress(vpc);
      if (factsOf(told) === factsOf(now)) return [];
      const gone = told.sentences.filter((sentence) => !now.sentences.includes(sentence));
      const come = now.sentences.filter((sentence) => !told.sentences.includes(sentence));
      return [
        `egress of network ${JSON.stringify(vpc.networkName)}: was asked for before all was defined: ` +
          `it said ${quoted(gone)}, and it is ${quoted(come)}; ask after all else is defined, or use egressText, ` +
          `which is worked out when the stacks are written [${vpc.node.path}]`,
      ];
    });
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.every((text, at) => text === other[at]);
}

/** All but the reasons, of which another may stand for the same fact. */
function factsOf(summary: EgressSummary): string {
  return JSON.stringify(summary, (key, value: unknown) => (key === "reason" || key === "reasons" ? undefined : value));
}

function quoted([first, ...others]: readonly string[]): string {
  if (first === undefined) return "other ranges";
  return JSON.stringify(first) + (others.length === 0 ? "" : ` and ${others.length} more`);
}
