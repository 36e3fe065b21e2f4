import type { TerraformFields } from "../../terraform";
import { repositoryMode } from "../../policy/repository-mode";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { phrase, type Phrase } from "../../text/phrase";
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
      "remote repositories that are new, take packages from elsewhere, with other credentials, or without asking whether the upstream is there",
    reads: (type) =>
      type === REPOSITORY ? { paths: ["mode", "format", "remote_repository_config"], creation: true } : undefined,
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { address, type, before, after, isData } = change;
      if (isData || type !== REPOSITORY || isSame(before, after)) return [];
      const remoteOf = (side: TerraformFields | undefined): TerraformFields | undefined =>
        side !== undefined && ["remote", "unknown"].includes(repositoryMode(side.mode)) ? side : undefined;
      const [was, is] = [remoteOf(before), remoteOf(after)];
      const body = after ?? before ?? {};
      const name = nameOf(body, address);
      const where = [textAt(body, "project"), textAt(body, "location"), name]
        .filter((one) => one !== undefined)
        .join("/");
      const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
        subject: where,
        substance,
        effect,
        address,
        summary,
      });
      if (is === undefined) {
        if (was === undefined) return [];
        return [
          see("narrowed", "gone", phrase`repository ${name} no longer takes packages from ${sourceOf(was).words}`),
        ];
      }
      if (repositoryMode(is.mode) === "unknown") {
        return [
          see(
            "unknown",
            "mode unknown",
            phrase`whether repository ${name} takes packages from elsewhere cannot be seen before the apply`,
          ),
        ];
      }
      const isOff = (one: TerraformFields): unknown =>
        valueAt(one, "remote_repository_config.disable_upstream_validation") ?? false;
      const isSameValidation = was !== undefined && isSame(isOff(was), isOff(is));
      const validation = isSameValidation ? [] : validations(isOff(is), was !== undefined, name, see);
      const now = sourceOf(is);
      if (was === undefined) {
        return [
          see(
            now.isKnown ? "widened" : "unknown",
            `new ${now.id}`,
            phrase`repository ${name} takes packages from ${now.words}`,
          ),
          ...validation,
        ];
      }
      const old = sourceOf(was);
      const isSameSource =
        old.id === now.id && (now.isKnown || isSame(was.remote_repository_config, is.remote_repository_config));
      const source = isSameSource
        ? []
        : [
            see(
              now.isKnown ? "widened" : "unknown",
              `other ${now.id}`,
              phrase`repository ${name} takes packages from ${now.words}, and no longer from ${old.words}`,
            ),
          ];
      return [...source, ...credentials(was, is, name, see), ...validation];
    }),
);

type See = (effect: Effect, substance: string, summary: Phrase) => Observation;

function validations(off: unknown, wasRemote: boolean, name: string, see: See): readonly Observation[] {
  if (off === true)
    return [
      see(
        "widened",
        "validation off",
        phrase`whether the upstream of repository ${name} is there, and lets it in, is not asked any more`,
      ),
    ];
  if (off === false)
    return wasRemote
      ? [see("narrowed", "validation on", phrase`the upstream of repository ${name} is asked whether it is there`)]
      : [];
  return [
    see(
      "unknown",
      "validation unknown",
      phrase`whether the upstream of repository ${name} is validated cannot be seen before the apply`,
    ),
  ];
}

/** Which packages an upstream shows may depend on who asks. */
function credentials(before: TerraformFields, after: TerraformFields, name: string, see: See): readonly Observation[] {
  const [was, is] = [valueAt(before, CREDENTIALS), valueAt(after, CREDENTIALS)];
  if (isSame(was, is)) return [];
  if (isAbsent(is))
    return [see("changed", "no credentials", phrase`repository ${name} asks its upstream without credentials`)];
  const words = isAbsent(was) ? phrase`with credentials` : phrase`with other credentials`;
  return [
    see(
      "unknown",
      "other credentials",
      phrase`repository ${name} asks its upstream ${words}: which packages those open cannot be seen`,
    ),
  ];
}
