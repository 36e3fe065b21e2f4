import { TerraformStack } from "cdktf";
import { RenderedStack } from "../core/rendered-stack";
import type { TerraformJson } from "../core/rendered-stack";
import type * as ReachabilityRoom from "../reachability";
import type { EgressSummary, NetworkModel, SubnetModel, UnknownPart } from "../reachability";
import type * as NetworkModelFile from "../reachability/network-model";
import type * as TerraformRoom from "../terraform/terraform-resources";
import { NetworkParts } from "./network-parts";
import type { IVpc } from "./vpc-interface";

/** Stands for the project of a provider that does not say one that is known at synth; no project is called so. */
const UNKNOWN_PROJECT = "project-of-stack:";

/** The networks of an app as its stacks would be written now. */
export class RenderedNetworks {
  private readonly room: typeof ReachabilityRoom;
  private readonly models: ReachabilityRoom.NetworkModels;
  private readonly resources: readonly TerraformRoom.TerraformResources[];
  private readonly written: string;
  private readonly summaries = new Map<string, EgressSummary>();

  public constructor(private readonly stacks: readonly TerraformStack[]) {
    // The models are a fifth of what importing this room costs, and most apps ask for no summary.
    /* eslint-disable @typescript-eslint/no-require-imports */
    this.room = require("../reachability") as typeof ReachabilityRoom;
    const { TerraformResources } = require("../terraform/terraform-resources") as typeof TerraformRoom;
    /* eslint-enable @typescript-eslint/no-require-imports */
    const types = this.room.NetworkModels.RESOURCE_TYPES;
    const configurations = stacks.map((stack) =>
      withProjects(new RenderedStack(stack, types).toJson(), stack.node.path),
    );
    this.written = JSON.stringify(configurations);
    this.resources = configurations.map((one) => TerraformResources.fromConfiguration(one));
    this.models = new this.room.NetworkModels(this.resources);
  }

  /** What hosts on a network reach. */
  public egress(vpc: IVpc): EgressSummary {
    const known = this.summaries.get(vpc.node.path);
    if (known !== undefined) return known;
    const { EgressSummary, Reachability } = this.room;
    const summary = EgressSummary.of(new Reachability(this.model(vpc)));
    this.summaries.set(vpc.node.path, summary);
    return summary;
  }

  /** All that the answer for a network rests on: as long as it stays the same, so does the answer. */
  public basis(vpc: IVpc): readonly string[] {
    const { importedSubnets, vpcServiceControls } = NetworkParts.of(vpc);
    return [this.written, JSON.stringify([importedSubnets, vpcServiceControls])];
  }

  private model(vpc: IVpc): NetworkModel {
    const name = this.nameOf(vpc);
    const model = this.models.model(name);
    const { importedSubnets: told, vpcServiceControls } = NetworkParts.of(vpc);
    const more = told.filter((subnet) => !model.subnets.some((one) => one.name === subnet.name));
    return {
      ...model,
      subnets: [...model.subnets, ...more],
      vpcServiceControls,
      unknown: [
        ...model.unknown,
        ...more.flatMap(unknownOf),
        ...told.filter((subnet) => isElsewhere(subnet, model.subnets)).map(inTwoRegions),
        ...this.namesakes(name),
      ],
    };
  }

  /** As its parts name it when they are written. */
  private nameOf(vpc: IVpc): string {
    const stack = TerraformStack.of(vpc);
    const resources = this.resources[this.stacks.indexOf(stack)];
    const written = RenderedStack.textIn(stack, vpc.resourceName);
    return resources?.text(written) ?? written;
  }

  /** Networks that may be the same one, since the project of one of them is not known. */
  private namesakes(name: string): UnknownPart[] {
    const [, project, network] = PATH.exec(name) ?? [];
    const others = this.models.names.filter((other) => {
      const [, itsProject, itsNetwork] = PATH.exec(other) ?? [];
      return (
        other !== name &&
        itsNetwork === network &&
        [project, itsProject].some((one) => one?.startsWith(UNKNOWN_PROJECT))
      );
    });
    const reason =
      `a network ${JSON.stringify(network)} of another stack may be this one: ` +
      "the project of a provider is not known at synth";
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { UNKNOWN_TOPICS } = require("../reachability/network-model") as typeof NetworkModelFile;
    return others.length === 0 ? [] : UNKNOWN_TOPICS.map((topic) => ({ topic, reason }));
  }
}

/** Of a network. */
const PATH = /^projects\/(.*)\/global\/networks\/([^/]*)$/;

/** The same, where every provider of Google's has a project. */
function withProjects(json: TerraformJson, path: string): TerraformJson {
  const { google = [{}], ...others } = (json.provider ?? {}) as Record<string, TerraformJson | TerraformJson[]>;
  const providers = Object.entries({ google, ...others });
  return {
    ...json,
    provider: Object.fromEntries(
      providers.map(([name, all]) => [
        name,
        [all].flat().map((one) => (isLiteral(one.project) ? one : { ...one, project: placeholder(one, path) })),
      ]),
    ),
  };
}

function isLiteral(text: unknown): boolean {
  return typeof text === "string" && !/[$%]\{/.test(text);
}

/** One text for what the providers of a stack have in common, in which nothing is read as a path. */
function placeholder({ "//": from, alias }: TerraformJson, path: string): string {
  const [stack, name] = [from ?? path, from === undefined ? alias : undefined].map((one) =>
    typeof one === "string" ? one : "",
  );
  return `${UNKNOWN_PROJECT}${[stack, name].join(":").replaceAll("/", ".")}`;
}

function unknownOf({ name, ipCidrRange }: SubnetModel): UnknownPart[] {
  if (ipCidrRange !== undefined) return [];
  return [{ topic: "addresses", reason: `the range of subnet ${JSON.stringify(name)} is not known at synth` }];
}

function isElsewhere(subnet: SubnetModel, others: readonly SubnetModel[]): boolean {
  return others.some(({ name, region }) => name === subnet.name && region !== subnet.region);
}

function inTwoRegions({ name, region }: SubnetModel): UnknownPart {
  return { topic: "addresses", reason: `subnet ${JSON.stringify(name)} in ${region} has the same name as another one` };
}
