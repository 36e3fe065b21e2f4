import { reviewPlans } from "../../lib/plan-review/plan-review";
import { isSame } from "../../lib/terraform/resource-values";
import { changedAttributes } from "../../lib/terraform/changed-attributes";
import { TerraformPlan } from "../../lib/terraform";
import { type PlannedResource, planOf } from "./plan-builder";

const range = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));

const AR = "google_artifact_registry";
const place = { location: "us-central1", project: "acme-ml" };

function repository(at: number): PlannedResource {
  const after = { ...place, repository_id: `repo-${at}`, format: "PYTHON", mode: "REMOTE_REPOSITORY" };
  return { address: `${AR}_repository.repo_${at}`, after };
}

function rule(id: string, action: string, packageId: string | null, at = 0, versions: readonly string[] = []) {
  const expression = versions.map((version) => `pkg.version.id == "${version}"`).join(" || ");
  return {
    ...place,
    action,
    operation: "DOWNLOAD",
    repository_id: `repo-${at}`,
    rule_id: id,
    package_id: packageId,
    condition: versions.length === 0 ? [] : [{ expression }],
  };
}

const network = { name: "net", project: "acme-ml", id: "projects/acme-ml/global/networks/net" };
const NETWORK: PlannedResource = { address: "google_compute_network.net", before: network, after: network };
const subnet = { name: "s", project: "acme-ml", region: "us-central1", ip_cidr_range: "10.0.0.0/16", network: "net" };
const SUBNET: PlannedResource = { address: "google_compute_subnetwork.s", before: subnet, after: subnet };

const zone = {
  name: "z",
  project: "acme-ml",
  dns_name: "acme.example.",
  visibility: "private",
  private_visibility_config: [{ networks: [{ network_url: "net" }] }],
};

/** Plans of any length, in which something was held against all others once. */
const SHAPES: Readonly<Record<string, (length: number) => readonly PlannedResource[]>> = {
  "records of a zone": (length) => [
    NETWORK,
    { address: "google_dns_managed_zone.z", before: zone, after: zone },
    ...range(length, (at): PlannedResource => {
      const record = { name: `h${at}.acme.example.`, managed_zone: "z", type: "A", project: "acme-ml" };
      const [before, after] = [10, 11].map((net) => ({ ...record, rrdatas: [`${net}.0.${at >> 8}.${at & 255}`] }));
      return { address: `google_dns_record_set.r["${at}"]`, ...(before && { before }), ...(after && { after }) };
    }),
  ],
  "repositories with a DENY each": (length) =>
    range(Math.ceil(length / 3), (at): readonly PlannedResource[] => [
      repository(at),
      { address: `${AR}_rule.deny_${at}`, after: rule("deny", "DENY", null, at) },
      {
        address: `${AR}_rule.allow_${at}`,
        after: rule("six", "ALLOW", "six", at, ["1.0"]),
        dependsOn: [`${AR}_rule.deny_${at}`],
      },
    ]).flat(),
  "rules in a chain, the last first": (length) => [
    ...range(length, (at): PlannedResource => {
      const next = at === length - 1 ? "deny" : `allow_${at + 1}`;
      const after = rule(`p${at}`, "ALLOW", `p${at}`, 0, ["1.0"]);
      return { address: `${AR}_rule.allow_${at}`, after, dependsOn: [`${AR}_rule.${next}`] };
    }),
    repository(0),
    { address: `${AR}_rule.deny`, after: rule("deny", "DENY", null) },
  ],
  "rules that name no repository yet": (length) => [
    ...range(length / 2, repository),
    ...range(length / 2, (at): PlannedResource => {
      const { repository_id: unknown, ...after } = rule(`p${at}`, "ALLOW", `p${at}`, 0, ["1.0"]);
      const name = `${AR}_repository.${unknown.replace("repo-0", `repo_${at}`)}`;
      const expressions = { repository_id: { references: [`${name}.repository_id`, name] } };
      return { address: `${AR}_rule.allow_${at}`, after, unknown: { repository_id: true }, expressions };
    }),
  ],
  "routes of a network": (length) => [
    NETWORK,
    SUBNET,
    ...range(length, (at): PlannedResource => {
      const hop = { network: "net", next_hop_gateway: "default-internet-gateway", priority: at % 1000 };
      const dest_range = `${at % 200}.${at >> 8}.${at & 255}.0/24`;
      return {
        address: `google_compute_route.r${at}`,
        after: { ...hop, name: `r${at}`, project: "acme-ml", dest_range, tags: [`t${at % 50}`] },
      };
    }),
  ],
  "subnets of a network": (length) => [
    NETWORK,
    ...range(length, (at): PlannedResource => ({
      address: `google_compute_subnetwork.s${at}`,
      after: { ...subnet, name: `s${at}`, ip_cidr_range: `10.${at >> 8}.${at & 255}.0/24` },
    })),
  ],
  "disks of one name that move": (length) =>
    range(length / 2, (at): readonly PlannedResource[] => [
      { address: `google_compute_disk.old_${at}`, before: { name: "d", zone: `z${at}`, size: at } },
      { address: `google_compute_disk.new_${at}`, after: { name: "d", zone: `z${at}`, size: at + 1 } },
    ]).flat(),
  "firewall rules of one priority, each split in two": (length) =>
    range(length, (at): PlannedResource => {
      const [before, after] = ["24", "25"].map((size) => {
        const ranges = [
          `10.${at >> 8}.${at & 255}.0/${size}`,
          ...(size === "25" ? [`10.${at >> 8}.${at & 255}.128/25`] : []),
        ];
        return { ...firewall(ranges), name: `f${at}` };
      });
      return { address: `google_compute_firewall.f${at}`, ...(before && { before }), ...(after && { after }) };
    }),
  "firewall rules of one priority, each with its port, with other names": (length) =>
    range(length / 2, (at): readonly PlannedResource[] => {
      const rule = {
        ...firewall([`10.${at >> 8}.${at & 255}.0/24`]),
        allow: [{ protocol: "tcp", ports: [String(at)] }],
      };
      return [
        { address: `google_compute_firewall.old_${at}`, before: { ...rule, name: `old-${at}` } },
        { address: `google_compute_firewall.new_${at}`, after: { ...rule, name: `new-${at}` } },
      ];
    }).flat(),
  "permissions of a custom role with another name, and its holders": (length) => [
    ...customRole(
      "old",
      "new",
      range(4 * length, (at) => `a.b.p${at}`),
    ),
    ...holders("old", "new", length / 2),
  ],
  "holders of two custom roles, under conditions, with other names": (length) =>
    ["a", "b"].flatMap((role) => [
      ...customRole(
        `old_${role}`,
        `new_${role}`,
        range(2 * length, (at) => `a.b.p${at}`),
      ),
      ...holders(`old_${role}`, `new_${role}`, length / 2, 'resource.name == "x"'),
    ]),
  "source ranges of a firewall rule": (length) => [
    NETWORK,
    SUBNET,
    {
      address: "google_compute_firewall.f",
      before: firewall(range(10 * length, (at) => `10.${at >> 8}.${at & 255}.7/32`)),
      after: firewall(range(10 * length, (at) => `10.${at >> 8}.${at & 255}.8/32`).reverse()),
    },
  ],
};

function firewall(source_ranges: readonly string[]): object {
  return { name: "f", project: "acme-ml", network: "net", allow: [{ protocol: "tcp", ports: ["22"] }], source_ranges };
}

const ROLE = "google_project_iam_custom_role";

function customRole(old: string, now: string, permissions: readonly string[]): readonly PlannedResource[] {
  const role = { project: "acme-ml", permissions };
  return [
    { address: `${ROLE}.${old}`, before: { ...role, role_id: old } },
    { address: `${ROLE}.${now}`, after: { ...role, role_id: now } },
  ];
}

function holders(old: string, now: string, count: number, expression?: string): readonly PlannedResource[] {
  return range(count, (at): PlannedResource => {
    const condition = expression === undefined ? [] : [{ title: "t", expression }];
    const grant = { project: "acme-ml", member: `user:u${at}@example.com`, condition };
    return {
      address: `google_project_iam_member.${now}_${at}`,
      before: { ...grant, role: `projects/acme-ml/roles/${old}` },
      after: { ...grant, role: `projects/acme-ml/roles/${now}` },
    };
  });
}

/** Of this process alone, so that other work of the machine counts little; the run that was disturbed least. */
function cost(run: () => unknown): number {
  const costs = range(3, () => {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    return user + system;
  });
  return Math.min(...costs);
}

/** What takes all against all needs 36 times as much for six times as many. */
const [TIMES, AT_MOST] = [6, 16];
const FEW = 400;

test.each(Object.entries(SHAPES))("time grows as the plan does: %s", (_, shape) => {
  const review = (length: number) => {
    const document = planOf({ resources: shape(length) });
    return (): unknown => reviewPlans([{ name: "plan", plan: TerraformPlan.read(document) }]);
  };
  const [few, many] = [review(FEW), review(TIMES * FEW)];
  few();
  expect(cost(many) / cost(few)).toBeLessThan(AT_MOST);
});

test("long lists are compared as short ones are", () => {
  const items = range(40, (at) => ({ a: at, b: [String(at), null], c: "", d: { e: at % 3 === 0 } }));
  const written = items.toReversed().map(({ a, d }) => ({ d: { e: String(d.e) }, a: String(a), b: ["", a], f: [] }));
  expect(isSame(items, written)).toBe(true);
  expect(isSame(items, [...written.slice(1), written[5]])).toBe(false);
  expect(isSame([...items, items[3]], [...written, written[4]])).toBe(false);
  expect(isSame(items, [...written.slice(1), { ...written[0], g: 0 }])).toBe(false);
  expect(changedAttributes({ x: items }, { x: written })).toEqual([]);
  expect(changedAttributes({ x: items }, { x: [...written.slice(1), { ...written[0], g: 0 }] })).toEqual(["x.g"]);
});
