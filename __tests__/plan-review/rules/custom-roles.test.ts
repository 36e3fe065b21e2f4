import { accessAuthoritativeRule } from "../../../lib/plan-review/rules/access-authoritative";
import { accessCustomRolesRule } from "../../../lib/plan-review/rules/access-custom-roles";
import { accessGrantsRule } from "../../../lib/plan-review/rules/access-grants";
import type { PlannedResource } from "../plan-builder";
import { saidBy } from "./reviewed-plan";

const ROLE = "google_project_iam_custom_role";
const ANN = "user:ann@example.com";
const UNTIL = 'request.time < timestamp("2030-01-01T00:00:00Z")';

/** A world: what each custom role permits, and who has which. */
interface World {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly has: readonly (readonly [who: string, role: string, condition?: string])[];
}

function said(before: World, after: World): readonly string[] {
  const [was, is] = [before, after].map(({ roles, has }) =>
    Object.fromEntries([
      ...Object.entries(roles).map(([id, permissions]) => [
        `${ROLE}.${id}`,
        { project: "acme-ml", role_id: id, permissions },
      ]),
      ...has.map(([who, role, expression]) => [
        `google_project_iam_member.${who.replaceAll(/\W/g, "_")}_${role}`,
        {
          project: "acme-ml",
          role: `projects/acme-ml/roles/${role}`,
          member: who,
          ...(expression === undefined ? {} : { condition: [{ title: "t", expression }] }),
        },
      ]),
    ]),
  ) as [Record<string, object>, Record<string, object>];
  const resources = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((address): PlannedResource => {
    const sides = { before: was[address], after: is[address] };
    return { address, ...Object.fromEntries(Object.entries(sides).filter(([, body]) => body !== undefined)) };
  });
  return [accessGrantsRule, accessCustomRolesRule].flatMap((rule) => saidBy(rule, ...resources));
}

const ONE: World = { roles: { all: ["a.get", "a.list"] }, has: [[ANN, "all"]] };
const TWO: World = {
  roles: { one: ["a.get"], two: ["a.list"] },
  has: [
    [ANN, "one"],
    [ANN, "two"],
  ],
};
const kept = (role: string): string =>
  `changed: custom role "${role}" is deleted, and those who have it by this plan may do the same by other roles`;
const on = (role: string): string => `use role "projects/acme-ml/roles/${role}" on project "acme-ml"`;

describe("a custom role that is switched off gives nothing", () => {
  const role = { project: "acme-ml", role_id: "off", permissions: ["a.get"], stage: "DISABLED" };
  const grant = { project: "acme-ml", role: "projects/acme-ml/roles/off", member: ANN };
  const [at, to] = [`${ROLE}.off`, "google_project_iam_member.off"];
  const grants = (...resources: readonly PlannedResource[]): readonly string[] =>
    saidBy(accessGrantsRule, ...resources);

  test("to those who get it, and takes nothing from those who lose it", () => {
    expect(grants({ address: at, after: role }, { address: to, after: grant })).toEqual([]);
    expect(grants({ address: at, before: role, after: role }, { address: to, after: grant })).toEqual([]);
    expect(grants({ address: at, before: role, after: role }, { address: to, before: grant })).toEqual([]);
  });

  test("but what it is when it is given, or was when it goes, counts", () => {
    const on = { ...role, stage: "GA" };
    expect(grants({ address: at, before: role, after: on }, { address: to, after: grant })).toHaveLength(1);
    expect(grants({ address: at, before: on, after: role }, { address: to, before: grant })).toHaveLength(1);
  });
});

describe("custom roles are compared by what they permit", () => {
  test("one that is split, merged or renamed gives nobody more or less", () => {
    expect(said(ONE, TWO)).toEqual([kept("all")]);
    expect(said(TWO, ONE)).toEqual([kept("one"), kept("two")]);
    expect(said(ONE, { roles: { other: ["a.list", "a.get"] }, has: [[ANN, "other"]] })).toEqual([kept("all")]);
    const both = { roles: { ...ONE.roles, ...TWO.roles }, has: [...ONE.has, ...TWO.has] };
    expect(said(ONE, both)).toEqual([]);
    expect(said(both, ONE)).toEqual([kept("one"), kept("two")]);
  });

  test("what somebody gets or loses by it is named", () => {
    const half = { ...TWO, has: TWO.has.slice(0, 1) };
    expect(said(ONE, half)).toEqual([
      `narrowed: "${ANN}" can no longer ${on("all")}, and so loses permission "a.list"`,
      'narrowed: custom role "all" is deleted, for all who have it',
    ]);
    expect(said(half, ONE)[0]).toBe(`widened: "${ANN}" can now ${on("all")}, and so gets permission "a.list"`);
    const eve: World = {
      ...TWO,
      has: [
        [ANN, "one"],
        ["user:eve@example.com", "two"],
      ],
    };
    expect(said(ONE, eve)).toContain(`widened: "user:eve@example.com" can now ${on("two")}`);
  });

  test("under a condition it is less", () => {
    const until: World = {
      ...TWO,
      has: [
        [ANN, "one"],
        [ANN, "two", UNTIL],
      ],
    };
    expect(said(ONE, until)[0]).toBe(
      `narrowed: "${ANN}" can no longer ${on("all")}, and so has permission "a.list" under a narrower condition`,
    );
    expect(said(until, ONE)[0]).toBe(
      `widened: "${ANN}" can now ${on("all")}, and so has permission "a.list" under a wider condition`,
    );
  });

  test("a role that is there already gives what it gains to whom the plan does not show", () => {
    const moved: World = { ...TWO, roles: { one: [], two: ["a.list", "a.get"] } };
    expect(said(TWO, moved)).toEqual([
      'changed: custom role "one" loses permission "a.get", which those who have it by this plan keep by other roles',
      'widened: everybody who has custom role "two" gets permission "a.get"',
    ]);
    const nobody: World = { roles: { one: ["a.get"] }, has: [] };
    expect(said(nobody, { roles: {}, has: [] })).toEqual([
      'narrowed: custom role "one" is deleted, for all who have it',
    ]);
  });

  test("what cannot be seen of a role is not taken for the same", () => {
    const role = { address: `${ROLE}.other`, after: { project: "acme-ml", role_id: "other" } };
    const grant = { project: "acme-ml", role: "projects/acme-ml/roles/other", member: ANN };
    const resources = [
      { ...role, unknown: { permissions: true } },
      { address: "google_project_iam_member.B", after: grant },
      { address: `${ROLE}.all`, before: { project: "acme-ml", role_id: "all", permissions: ["a.get"] } },
      { address: "google_project_iam_member.A", before: { ...grant, role: "projects/acme-ml/roles/all" } },
    ];
    expect(saidBy(accessGrantsRule, ...resources)).toContain(`widened: "${ANN}" can now ${on("other")}`);
    expect(saidBy(accessCustomRolesRule, ...resources)[0]).toMatch(/^narrowed: /);
  });

  test("a list of all who have a new one takes it from nobody", () => {
    const binding = { project: "acme-ml", members: [ANN], role: "projects/acme-ml/roles/new" };
    const list = { address: "google_project_iam_binding.B", after: binding };
    const role = { project: "acme-ml", role_id: "new", permissions: ["a.get"] };
    expect(saidBy(accessAuthoritativeRule, list, { address: `${ROLE}.new`, after: role })).toEqual([]);
    expect(saidBy(accessAuthoritativeRule, list, { address: `${ROLE}.new`, before: role, after: role })).toHaveLength(
      1,
    );
    expect(saidBy(accessAuthoritativeRule, list)).toHaveLength(1);
  });
});
