import { componentSources, type Fields, fields } from "../../policy/component-sources";
import type { ResourceChange, TerraformFields } from "../../terraform";
import { holdsHidden, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { parseJsonText } from "../../text/json-text";
import { own, phrase, type Phrase } from "../../text/phrase";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import type { PlanRule } from "../plan-rule";

/** Both hold pipelines; the second is deprecated. */
const SCHEDULES = ["google_colab_schedule", "google_vertex_ai_schedule"];
const JOB = "create_pipeline_job_request.pipeline_job";
const NOTEBOOK = "create_notebook_execution_job_request.notebook_execution_job";
const SPEC = `${JOB}.pipeline_spec`;
const TEMPLATE = `${JOB}.template_uri`;

/** Where components take from, by what it is called in a sentence. */
interface Sources {
  readonly images: readonly string[];
  /** Indexes of Artifact Registry, which decide by the policy that is there. */
  readonly agreed: readonly string[];
  /** Indexes of others, trusted hosts, folders of files, second indexes. */
  readonly others: readonly string[];
}

/** Where the components of scheduled pipelines take their images and packages from. */
export const upstreamPipelinesRule: PlanRule = ruleOf(
  {
    id: "upstream-pipelines",
    kind: "upstream",
    readsMoved: true,
    finds: "scheduled pipelines whose components take images or packages from elsewhere than before",
    reads: (type) => (SCHEDULES.includes(type) ? { paths: [SPEC, TEMPLATE], creation: true } : undefined),
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { type, after, isData } = change;
      if (isData || !SCHEDULES.includes(type)) return [];
      if (after === undefined || change.before === after) return [];
      return reviewed(change, after);
    }),
);

function reviewed({ address, before, after }: ResourceChange, is: TerraformFields): readonly Observation[] {
  const name = textAt(is, "display_name") ?? nameOf(after, address);
  const see = seeing(name, address);
  const created = before === undefined ? [newSchedule(is, name, see)] : [];
  return [...created, ...templateChange(before, is, name, see), ...sourceChanges(before, is, name, see)];
}

/** What runs at fixed times, and as whom. */
function newSchedule(after: TerraformFields, name: string, see: See): Observation {
  const isNotebook = valueAt(after, "create_notebook_execution_job_request") !== undefined;
  const account = textAt(after, `${isNotebook ? NOTEBOOK : JOB}.service_account`);
  const who = account ?? "whom cannot be seen";
  return see(
    "unknown",
    `new, as ${who}`,
    phrase`schedule ${name} is new: it runs a ${own(isNotebook ? "notebook" : "pipeline")} as ${who},
      with all roles that has`,
  );
}

/** What a template of a registry holds is in no plan. */
function templateChange(
  before: TerraformFields | undefined,
  after: TerraformFields,
  name: string,
  see: See,
): readonly Observation[] {
  const [was, is] = [valueAt(before ?? {}, TEMPLATE), valueAt(after, TEMPLATE)];
  if (isSame(was, is) || is === undefined || is === "") return [];
  const from = textAt(after, TEMPLATE) ?? "not known before the apply";
  return [
    see(
      "unknown",
      `template ${from}`,
      phrase`schedule ${name} runs the template ${from}: where its components take images and packages from cannot
        be seen here`,
    ),
  ];
}

function sourceChanges(
  before: TerraformFields | undefined,
  after: TerraformFields,
  name: string,
  see: See,
): readonly Observation[] {
  const [old, now] = [before === undefined ? undefined : valueAt(before, SPEC), valueAt(after, SPEC)];
  if (isSame(old, now)) return [];
  const [was, is] = [before === undefined ? NOTHING : sourcesOf(old), sourcesOf(now)];
  if (was === undefined || is === undefined)
    return [
      see(
        "unknown",
        "sources unknown",
        phrase`where the components of schedule ${name} take images and packages from cannot be seen`,
      ),
    ];
  const added = (list: keyof Sources): readonly string[] => is[list].filter((one) => !was[list].includes(one));
  const [images, agreed, others] = [added("images"), added("agreed"), added("others")];
  // The first index of a new schedule opens nothing that the index's own policy does not.
  const ofIndex = before === undefined ? "changed" : "unknown";
  const of = phrase`components of schedule ${name}`;
  return [
    ...unlessEmpty(images, () => see("unknown", `images ${images.join(" ")}`, phrase`${of} run in ${images}`)),
    ...unlessEmpty(agreed, () =>
      see(ofIndex, `indexes ${agreed.join(" ")}`, phrase`${of} install from the index ${agreed}`),
    ),
    ...otherSources(
      others,
      was.others.filter((one) => !is.others.includes(one)),
      of,
      see,
    ),
  ];
}

/** What pip is told of other indexes, and no longer; fewer of them are told only where no other comes. */
function otherSources(more: readonly string[], gone: readonly string[], of: Phrase, see: See): readonly Observation[] {
  if (more.length > 0) {
    const summary = phrase`pip in ${of} is told ${more}: packages can come from there`;
    return [see("widened", `others ${more.join(" ")}`, summary)];
  }
  return unlessEmpty(gone, () =>
    see("narrowed", `no ${gone.join(" ")}`, phrase`pip in ${of} is no longer told ${gone}`),
  );
}

function unlessEmpty(texts: readonly string[], say: () => Observation): readonly Observation[] {
  return texts.length === 0 ? [] : [say()];
}

const NOTHING: Sources = { images: [], agreed: [], others: [] };

/** Undefined where it is not known before the apply, or is no pipeline. */
function sourcesOf(spec: unknown): Sources | undefined {
  if (spec === undefined || spec === "") return NOTHING;
  if (typeof spec !== "string" || holdsHidden(spec)) return undefined;
  const parsed = parsedOrUndefined(spec);
  if (parsed === undefined) return undefined;
  const components = componentSources(parsed);
  const packages = components.flatMap((one) => one.packages);
  const isAgreed = ({ value, isIndex }: { value: string; isIndex: boolean }): boolean =>
    isIndex && /^https:\/\/[a-z0-9-]+-python\.pkg\.dev\/[^\s@]+$/.test(value);
  return {
    images: sorted(components.map(({ image }) => image)),
    agreed: sorted(packages.filter(isAgreed).map(({ value }) => value)),
    others: sorted(packages.filter((one) => !isAgreed(one)).map(({ option, value }) => `${option} ${value}`)),
  };
}

function parsedOrUndefined(text: string): Fields | undefined {
  try {
    return fields(parseJsonText(text));
  } catch {
    return undefined;
  }
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
