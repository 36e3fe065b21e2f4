import { allowListObservations } from "../cards/compared-allow-list";
import { settingObservations } from "../cards/compared-setting";
import { ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import { cardOf } from "../services";

/** Services and code that are reached from, or reach, more than before, whatever the network says. */
export const networkExposureRule: PlanRule = ruleOf(
  {
    id: "network-exposure",
    kind: "network",
    readsMoved: true,
    finds:
      "services that answer more callers, and builds, clusters, " +
      "databases and notebooks that get external addresses or pass by the network",
    reads: (type) => {
      const { exposure = {}, allowed = {} } = cardOf(type) ?? {};
      const lists = Object.entries(allowed).map(([path, { name }]) => (name === undefined ? path : `${path}.${name}`));
      return { exact: [...Object.keys(exposure), ...lists] };
    },
  },
  ({ changes }) => [...settingObservations(changes, cardOf, "exposure"), ...allowListObservations(changes, cardOf)],
);
