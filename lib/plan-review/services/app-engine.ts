import type { ServiceCards } from "../cards/card";
import { type AllowOrDeny, compareAllowOrDeny, keepsOut } from "../facts/allow-or-deny";

const FIREWALL: AllowOrDeny = {
  action: "action",
  range: "source_range",
  fields: ["action", "priority", "source_range"],
};

/** App Engine. */
export const APP_ENGINE: ServiceCards = {
  google_app_engine_firewall_rule: {
    noun: "rule of App Engine's firewall",
    guard: {
      isGuard: true,
      fields: FIREWALL.fields,
      does: "keeps requests from App Engine",
      guards: (body) => keepsOut(FIREWALL, body),
      compare: (before, after) => compareAllowOrDeny(FIREWALL, before, after),
    },
  },
};
