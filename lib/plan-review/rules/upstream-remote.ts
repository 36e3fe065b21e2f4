import type { ResourceChange, TerraformFields } from "../../terraform";
import { repositoryMode } from "../../policy/repository-mode";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isAbsent, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { sourceOf } from "../facts/upstreams";

const REPOSITORY = "google_artifact_registry_repository";
const CREDENTIALS = "remote_repository_config.upstream_credentials";

/** Where remote repositories of every format take packages from. */
export const upstreamRemoteRule: PlanRule = ruleOf(
  {
    id: "upstream-remote",
    kind: "upstream",
    finds:
      "remote repositories that are new, take packages from elsewhere, with other credentials, " +
      "or without asking whether the upstream is there",
    reads: (type) =>
      type === REPOSITORY ? { paths: ["mode", "format", "remote_repository_config"], creation: true } : undefined,
  },
  ({ changes }) =>
    changes.flatMap((change) =>
      change.isData || change.type !== REPOSITORY || isSame(change.before, change.after) ? [] : observations(change),
    ),
);

/** A repository as the plan names it, and what says things of it. */
interface Seen {
  readonly name: string;
  readonly see: See;
}

function observations({ address, before, after }: ResourceChange): readonly Observation[] {
  const [was, is] = [remoteOf(before), remoteOf(after)];
  const body = after ?? before ?? {};
  const name = nameOf(body, address);
  const where = [textAt(body, "project"), textAt(body, "location"), name].filter((one) => one !== undefined).join("/");
  const seen = { name, see: seeing(where, address) };
  if (is === undefined) return was === undefined ? [] : [gone(was, seen)];
  if (repositoryMode(is.mode) === "unknown") {
    const summary = phrase`whether repository ${name} takes packages from elsewhere cannot be seen before the apply`;
    return [seen.see("unknown", "mode unknown", summary)];
  }
  if (was === undefined) return [isNew(is, seen), ...validations(was, is, seen)];
  return [...otherSource(was, is, seen), ...credentials(was, is, seen), ...validations(was, is, seen)];
}

/** A side that takes packages from elsewhere, or may do so. */
function remoteOf(side: TerraformFields | undefined): TerraformFields | undefined {
  return side !== undefined && ["remote", "unknown"].includes(repositoryMode(side.mode)) ? side : undefined;
}

function gone(was: TerraformFields, { name, see }: Seen): Observation {
  return see("narrowed", "gone", phrase`repository ${name} no longer takes packages from ${sourceOf(was).words}`);
}

function isNew(is: TerraformFields, { name, see }: Seen): Observation {
  const { id, words, isKnown } = sourceOf(is);
  return see(isKnown ? "widened" : "unknown", `new ${id}`, phrase`repository ${name} takes packages from ${words}`);
}

function otherSource(was: TerraformFields, is: TerraformFields, { name, see }: Seen): readonly Observation[] {
  const [old, now] = [sourceOf(was), sourceOf(is)];
  const isAlike = now.isKnown || isSame(was.remote_repository_config, is.remote_repository_config);
  if (old.id === now.id && isAlike) return [];
  const summary = phrase`repository ${name} takes packages from ${now.words}, and no longer from ${old.words}`;
  return [see(now.isKnown ? "widened" : "unknown", `other ${now.id}`, summary)];
}

/** Whether the upstream is asked if it is there, where that changes. */
function validations(
  was: TerraformFields | undefined,
  is: TerraformFields,
  { name, see }: Seen,
): readonly Observation[] {
  const off = isOff(is);
  if (was !== undefined && isSame(isOff(was), off)) return [];
  if (off === true) {
    const summary = phrase`whether the upstream of repository ${name} is there, and lets it in, is not asked any more`;
    return [see("widened", "validation off", summary)];
  }
  if (off === false) {
    const summary = phrase`the upstream of repository ${name} is asked whether it is there`;
    return was === undefined ? [] : [see("narrowed", "validation on", summary)];
  }
  const summary = phrase`whether the upstream of repository ${name} is validated cannot be seen before the apply`;
  return [see("unknown", "validation unknown", summary)];
}

function isOff(body: TerraformFields): unknown {
  return valueAt(body, "remote_repository_config.disable_upstream_validation") ?? false;
}

/** Which packages an upstream shows may depend on who asks. */
function credentials(before: TerraformFields, after: TerraformFields, { name, see }: Seen): readonly Observation[] {
  const [was, is] = [valueAt(before, CREDENTIALS), valueAt(after, CREDENTIALS)];
  if (isSame(was, is)) return [];
  if (isAbsent(is)) {
    return [see("changed", "no credentials", phrase`repository ${name} asks its upstream without credentials`)];
  }
  const words = own(isAbsent(was) ? "with credentials" : "with other credentials");
  const summary = phrase`repository ${name} asks its upstream ${words}: which packages those open cannot be seen`;
  return [see("unknown", "other credentials", summary)];
}
