import { HiddenValue, type ResourceChange } from "../../terraform";
import { own, phrase } from "../../text/phrase";
import { named } from "../facts/downloadable-versions";
import { type Observation, ruleOf } from "../observation";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { cardOf } from "../services";

/** Providers are programs that run with the credentials of the apply, and that say what was and what will be. */
export const safetyProvidersRule: PlanRule = ruleOf(
  {
    id: "safety-providers",
    kind: "safety",
    finds:
      "providers that stand in for Google's and come from elsewhere, and settings that send requests, " +
      "and the credentials in them, elsewhere",
  },
  (change) => (change.isDrift ? [] : [...sources(change), ...endpoints(change)]),
);

/** A plan does not say where a provider came from before: so it is told as long as it is so. */
function sources({ plan, changes }: ReviewedChange): readonly Observation[] {
  const { strangeSources } = plan.providers;
  const users = new Map<string, string | undefined>(strangeSources.map((source) => [source, undefined]));
  for (const { strangeProvider: source, address } of changes.filter(standsIn))
    if (source !== undefined && users.get(source) === undefined) users.set(source, address);
  return [...users].map(([source, user]) => {
    const uses = user === undefined ? own("") : phrase`, as of ${user},`;
    const summary = phrase`provider ${source} is not the one that this review knows: it runs with the credentials of the
      apply, and what is said of its resources${uses} may not hold`;
    return { subject: source, substance: "is not known", effect: "unknown", address: "", summary, content: [source] };
  });
}

/** Whether a provider of another source makes resources that are known as those of one that is known. */
function standsIn({ strangeProvider, type }: ResourceChange): boolean {
  return strangeProvider !== undefined && (type.startsWith("google_") || cardOf(type) !== undefined);
}

function endpoints({ plan }: ReviewedChange): readonly Observation[] {
  return plan.providers.strangeEndpoints.map(({ provider, host, settings }) => {
    const where = host === undefined ? own("a place that the plan does not show") : phrase`${host}`;
    const summary = phrase`provider ${provider} sends requests, and the credentials of the apply in them, to ${where}
      (${named(Object.keys(settings))}); whether it did so before cannot be seen`;
    return {
      subject: provider,
      substance: `sends to ${host ?? "not shown"}`,
      effect: "unknown",
      address: "",
      summary,
      content: [provider, host ?? HiddenValue.unknown(), settings],
    };
  });
}
