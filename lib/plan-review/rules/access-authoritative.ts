import type { ResourceChange, TerraformResources } from "../../terraform";
import { abilityWords, thingWords } from "../../access/ability-words";
import { customRolesIn } from "../../access/custom-roles";
import { iamStyle } from "../../access/iam-style";
import { memberWords } from "../../access/member";
import { PolicyTargets } from "../../access/policy-targets";
import { grantedRole } from "../../access/terraform-grants";
import { type Observation, ruleOf } from "../observation";
import { phrase } from "../../text/phrase";
import { EVERYTHING, type PlanRule } from "../plan-rule";
import { isSame, textAt } from "../../terraform/resource-values";

/** What an authoritative resource decides alone: a role on a resource, or all roles on it. */
interface Claim {
  readonly id: string;

  /** Undefined of one that decides all roles. */
  readonly role?: string;
  readonly observation: Observation;
}

const MEMBER_REMOVE = "google_project_iam_member_remove";

/**
 * Resources that decide alone who has a role, or all roles: the apply takes it from everybody whom they do not list.
 * The plan does not show whom.
 *
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam
 */
export const accessAuthoritativeRule: PlanRule = ruleOf(
  {
    id: "access-authoritative",
    kind: "access",
    finds:
      "new authoritative resources (`_iam_binding`, `_iam_policy`), which take a role from everybody whom they do " +
      "not list, and `_iam_member_remove`",
    reads: (type) => (type === MEMBER_REMOVE ? EVERYTHING : undefined),
  },
  (change) => {
    const before = new Set(claims(change.before).map(({ id }) => id));
    // A role that is made by this very plan is nobody's yet.
    const [known, made] = [customRolesIn(change.before), customRolesIn(change.after)];
    const isNobodys = ({ role = "" }: Claim): boolean => made.has(role) && !known.has(role);
    const isNew = (claim: Claim): boolean => !before.has(claim.id) && !isNobodys(claim);
    return [
      ...claims(change.after)
        .filter(isNew)
        .map(({ observation }) => observation),
      ...change.changes.flatMap(removal),
    ];
  },
);

/** Takes one role from one member, and gives nothing back when it goes. */
function removal({ address, type, before, after, isData }: ResourceChange): readonly Observation[] {
  if (isData || type !== MEMBER_REMOVE) return [];
  if (after === undefined || isSame(before, after)) return [];
  const [role, member, project] = [textAt(after, "role"), textAt(after, "member"), textAt(after, "project")].map(
    (one) => one ?? "not known yet",
  );
  const can = abilityWords(role ?? "", "google_project", project ?? "");
  const summary = phrase`${memberWords(member ?? "")} can no longer ${can}, if that is so until now`;
  return [
    {
      subject: project ?? address,
      substance: `takes ${role ?? ""} from ${member ?? ""}`,
      effect: "narrowed",
      address,
      summary,
    },
  ];
}

function claims(world: TerraformResources): readonly Claim[] {
  const targets = PolicyTargets.of(world);
  return world.blocks.flatMap((block): readonly Claim[] => {
    const { address, type, isData } = block;
    const iam = isData ? undefined : iamStyle(type);
    const target = targets.at(address);
    if (iam === undefined || target === undefined || iam.style === "member") return [];
    const where = phrase`${thingWords(iam.target)} ${target.label}`;
    const base = { subject: target.fullName, effect: "narrowed" as const, address };
    if (iam.style === "policy") {
      const summary = phrase`all roles on ${where} are now as ${address} lists them:
        it takes them from everybody else who has one, whom the plan does not show, and sets what is audited`;
      return [{ id: `${target.id} all`, observation: { ...base, substance: "decides all roles alone", summary } }];
    }
    const role = grantedRole(block) ?? "not known yet";
    const summary = phrase`role ${role} on ${where} is now only for those whom ${address} lists:
      it takes it from everybody else who has it, whom the plan does not show`;
    return [
      { id: `${target.id} ${role}`, role, observation: { ...base, substance: `decides ${role} alone`, summary } },
    ];
  });
}
