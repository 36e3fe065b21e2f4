import { settingObservations } from "../cards/compared-setting";
import { ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import { cardOf } from "../services";

/** Guards that are switched off, and on, on resources that stay. */
export const safetySettingsRule: PlanRule = ruleOf(
  {
    id: "safety-settings",
    kind: "safety",
    readsMoved: true,
    finds:
      "immutable tags, scanning, versioning, retention, logs, secure boot, " +
      "OS Login and the like that are switched off or on",
    reads: (type) => ({ exact: Object.keys(cardOf(type)?.settings ?? {}) }),
  },
  ({ changes }) => settingObservations(changes, cardOf, "settings"),
);
