import { type Observation, ruleOf } from "../observation";
import { phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, textAt, textsAt } from "../../terraform/resource-values";

const TYPES = ["google_project_iam_custom_role", "google_organization_iam_custom_role"];

/** What a custom role lets its members do; who they are is not asked. */
export const accessCustomRolesRule: PlanRule = ruleOf(
  {
    id: "access-custom-roles",
    kind: "access",
    finds: "permissions that a custom role gains or loses, for all who have it",
    reads: (type) =>
      TYPES.includes(type) ? { paths: ["permissions", "stage", "role_id"], deletion: true } : undefined,
  },
  ({ changes }) =>
    changes.flatMap(({ address, type, before, after, isData }): readonly Observation[] => {
      if (isData || !TYPES.includes(type) || before === undefined) return [];
      const role = textAt(after ?? before, "role_id") ?? textAt(before, "role_id") ?? address;
      const base = { subject: role, address };
      if (after === undefined)
        return [
          {
            ...base,
            substance: "deleted",
            effect: "narrowed",
            summary: phrase`custom role ${role} is deleted, for all who have it`,
          },
        ];
      const stage = (body: typeof after): string => textAt(body, "stage") ?? "GA";
      const [was, is] = [textsAt(before, "permissions"), textsAt(after, "permissions")];
      if (was === undefined || is === undefined) {
        if (isSame(before.permissions, after.permissions)) return [];
        const summary = phrase`what custom role ${role} permits cannot be seen before the apply`;
        return [{ ...base, substance: "unknown", effect: "unknown", summary }];
      }
      const [more, less] = [
        is.filter((one) => !was.includes(one)).sort(),
        was.filter((one) => !is.includes(one)).sort(),
      ];
      const found: Observation[] = [];
      if (more.length > 0) {
        const summary = phrase`everybody who has custom role ${role} gets permission ${more}`;
        found.push({ ...base, substance: `gains ${more.join(" ")}`, effect: "widened", summary });
      }
      if (less.length > 0) {
        const summary = phrase`everybody who has custom role ${role} loses permission ${less}`;
        found.push({ ...base, substance: `loses ${less.join(" ")}`, effect: "narrowed", summary });
      }
      if (stage(before) !== stage(after)) {
        if (stage(before) === "DISABLED")
          found.push({
            ...base,
            substance: "enabled",
            effect: "widened",
            summary: phrase`custom role ${role} is switched on again, for all who have it`,
          });
        if (stage(after) === "DISABLED")
          found.push({
            ...base,
            substance: "disabled",
            effect: "narrowed",
            summary: phrase`custom role ${role} is switched off`,
          });
      }
      return found;
    }),
);
