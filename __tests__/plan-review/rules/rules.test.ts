import fc from "fast-check";
import fs from "node:fs";
import path from "node:path";
import { TerraformPlan } from "../../../lib/terraform";
import type { ReviewedChange } from "../../../lib/plan-review/plan-rule";
import { planOf, type PlannedResource } from "../plan-builder";
import { changeOf, RULES } from "./reviewed-plan";

const PLANS = path.join(__dirname, "..", "plans");
const read = (name: string): { resource_changes: { address: string; change: Record<string, unknown> }[] } =>
  JSON.parse(fs.readFileSync(path.join(PLANS, `${name}.json`), "utf8")) as never;

const findings = (change: ReviewedChange): readonly string[] =>
  RULES.flatMap((rule) => rule.review(change))
    .map(({ effect, key }) => `${effect} ${key}`)
    .sort();
const brief = (document: unknown): readonly string[] => [
  ...new Set(
    RULES.flatMap((rule) => rule.review(changeOf(document))).map(
      ({ effect, kind, address }) =>
        `${effect} ${kind} ${address.split(".").at(-1)?.split("_").slice(0, -1).join("_") ?? ""}`,
    ),
  ),
];

describe("real plans", () => {
  test.each([
    "no-changes",
    "packages-widened",
    "packages-narrowed",
    "packages-both",
    "opened-deny-removed",
    "unknown-package",
  ])("%s has nothing for these rules", (name) => {
    expect(brief(read(name))).toEqual([]);
  });

  test("access-and-network", () => {
    expect(brief(read("access-and-network")).toSorted()).toEqual([
      "widened access Pypi_Group",
      "widened network Private_Default",
      "widened network Private_DenyEgress",
      "widened network Private_Nat",
      "widened network Private_Resource",
    ]);
  });

  test("repository-moved", () => {
    expect(brief(read("repository-moved"))).toEqual(["changed loss Pypi_Resource"]);
  });

  test("initial", () => {
    expect(brief(read("initial")).toSorted()).toEqual([
      "widened access Pypi_Reader",
      "widened network Private_GoogleApis",
      "widened network Private_Resource",
      "widened upstream Pypi_Resource",
    ]);
  });

  test("destroy-everything opens nothing", () => {
    const all = brief(read("destroy-everything"));
    expect(all.filter((one) => !/^(narrowed|changed) /.test(one))).toEqual([]);
    expect(all.filter((one) => one.includes("loss"))).toEqual([
      "changed loss Images_Resource",
      "changed loss Pypi_Resource",
      "changed loss Private_PkgDev",
    ]);
  });
});

describe("every rule", () => {
  test("has an id and says what it finds", () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { id, kind, finds } of RULES) {
      expect(id).toMatch(new RegExp(`^${kind}-[a-z-]+$`));
      expect(finds).toMatch(/^[^.]+[^.\s]$/);
    }
  });

  test("finds nothing where everything stays as it is, whatever it is", () => {
    for (const name of ["initial", "access-and-network", "repository-moved"]) {
      const document = read(name);
      for (const { change } of document.resource_changes) {
        Object.assign(change, {
          actions: ["no-op"],
          before: change.after,
          before_sensitive: change.after_sensitive,
          after_unknown: {},
        });
      }
      expect(findings(changeOf({ ...document, prior_state: {} }))).toEqual([]);
    }
  });

  test("finds the same when something that has nothing to do with it comes, changes, or goes", () => {
    const body = fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), description: fc.string(), ttl: fc.nat() });
    const plans = fc.constantFrom("access-and-network", "repository-moved", "initial", "destroy-everything");
    fc.assert(
      fc.property(
        plans,
        fc.option(body, { nil: undefined }),
        fc.option(body, { nil: undefined }),
        (name, before, after) => {
          if (before === undefined && after === undefined) return;
          const stranger: PlannedResource = {
            address: "google_pubsub_schema.Stranger",
            ...(before === undefined ? {} : { before }),
            ...(after === undefined ? {} : { after }),
          };
          const document = read(name);
          const [added] = planOf({ resources: [stranger] }).resource_changes as never[];
          const more = { ...document, resource_changes: [...document.resource_changes, added] };
          expect(findings(changeOf(more))).toEqual(findings(changeOf(document)));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("finds the same in any order", () => {
    const document = read("access-and-network");
    const turned = { ...document, resource_changes: document.resource_changes.toReversed() };
    expect(findings(changeOf(turned))).toEqual(findings(changeOf(document)));
  });

  test("says of drift that it is drift", () => {
    const grant = {
      project: "p",
      location: "l",
      repository: "r",
      role: "roles/artifactregistry.writer",
      member: "allUsers",
    };
    const resources = [{ address: "google_artifact_registry_repository_iam_member.A", before: grant, after: grant }];
    const plan = TerraformPlan.read(
      planOf({
        resources,
        drift: [{ address: "google_artifact_registry_repository_iam_member.A", after: grant, actions: ["update"] }],
      }),
    );
    const found = RULES.flatMap((rule) =>
      rule.review({ plan, changes: plan.drift, before: plan.beforeDrift, after: plan.before, isDrift: true }),
    );
    expect(found.map(({ isDrift, key }) => [isDrift, key.endsWith(":drift")])).toEqual([[true, true]]);
  });

  test("takes whatever a plan holds, and never shows a secret", () => {
    const types = [
      "artifact_registry_repository",
      "artifact_registry_repository_iam_member",
      "project_iam_binding",
      "storage_bucket_iam_policy",
      "storage_bucket_acl",
      "bigquery_dataset",
      "service_account_key",
      "project_iam_custom_role",
      "iam_workload_identity_pool_provider",
      "access_context_manager_service_perimeter",
      "artifact_registry_vpcsc_config",
      "compute_network",
      "compute_subnetwork",
      "compute_route",
      "compute_router_nat",
      "compute_firewall",
      "dns_managed_zone",
      "dns_record_set",
      "dns_response_policy_rule",
      "compute_network_peering",
      "compute_vpn_tunnel",
      "compute_network_firewall_policy_rule",
      "compute_instance",
      "cloud_run_v2_service",
      "project_iam_audit_config",
      "logging_project_sink",
      "kms_crypto_key",
      "secret_manager_secret",
      "project_service",
    ];
    const names = [
      "name",
      "project",
      "network",
      "role",
      "member",
      "members",
      "condition",
      "policy_data",
      "allow",
      "deny",
      "destination_ranges",
      "network_interface",
      "remote_repository_config",
      "mode",
      "virtual_repository_config",
      "cleanup_policies",
      "kms_key_name",
      "status",
      "vpcsc_policy",
      "router",
      "managed_zone",
      "rrdatas",
      "metadata",
      "audit_log_config",
      "permissions",
      "match",
      "deletion_policy",
      "private_visibility_config",
      "ip_cidr_range",
      "dest_range",
      "attribute_condition",
      "access",
      "role_entity",
      "shared_secret",
      "template",
      "ingress",
      "service",
    ];
    const value = fc.oneof(
      fc.constantFrom(
        null,
        true,
        7,
        "",
        "SECRET",
        [],
        [{}],
        [null],
        ["SECRET"],
        [{ networks: [{ network_url: "SECRET" }], protocol: "SECRET", uri: "SECRET" }],
        {},
      ),
      fc.string(),
    );
    const mask = fc.dictionary(fc.constantFrom(...names), fc.constantFrom<unknown>(true, [true], [{}], false));
    const body = fc.option(fc.dictionary(fc.constantFrom(...names), value), { nil: undefined });
    const resource = fc
      .tuple(fc.constantFrom(...types), body, body, mask)
      .map(([type, before, after, unknown]): PlannedResource => ({
        address: `google_${type}.X`,
        unknown,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      }));
    fc.assert(
      fc.property(fc.array(resource, { minLength: 1, maxLength: 4 }), (some) => {
        const there = some.filter(({ before, after }) => before !== undefined || after !== undefined);
        const resources = there.map((one, at) => ({
          ...one,
          address: `${one.address}${at}`,
          sensitive: Object.fromEntries(names.map((name) => [name, true])),
        }));
        const found = RULES.flatMap((rule) => [...rule.review(changeOf(planOf({ resources })))]);
        expect(JSON.stringify(found)).not.toContain("SECRET");
        RULES.forEach((rule) =>
          rule.review(changeOf(planOf({ resources: resources.map((one) => ({ ...one, sensitive: {} })) }))),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("keeps hostile text out of its own words, and keys in one line of plain characters", () => {
    const nasty = "</td>|`@everyone`\u202e\n#1 ${x}";
    const resources: PlannedResource[] = [
      {
        address: "google_artifact_registry_repository_iam_member.A",
        after: { project: nasty, location: nasty, repository: nasty, role: nasty, member: nasty },
      },
      { address: "google_storage_bucket.B", before: { name: nasty } },
      {
        address: "google_compute_firewall.F",
        after: {
          name: nasty,
          network: nasty,
          direction: "EGRESS",
          allow: [{ protocol: nasty }],
          destination_ranges: [nasty],
        },
      },
      {
        address: "google_artifact_registry_repository.R",
        after: {
          repository_id: nasty,
          mode: "REMOTE_REPOSITORY",
          remote_repository_config: [{ common_repository: [{ uri: nasty }] }],
        },
      },
      { address: "google_logging_project_sink.S", before: { name: nasty } },
      { address: "google_access_context_manager_service_perimeter.P", before: { title: nasty } },
    ];
    const found = RULES.flatMap((rule) => rule.review(changeOf(planOf({ resources }))));
    expect(found.length).toBeGreaterThanOrEqual(6);
    for (const { key, summary } of found) {
      expect(key).toMatch(/^[\x21-\x7e]+$/);
      const own = summary.parts.filter(({ isOwn }) => isOwn).map(({ text }) => text);
      expect(own.join("")).not.toMatch(/everyone|\u202e|td>/);
    }
  });
});

test("ten thousand grants and rules are compared in seconds", () => {
  const resources = Array.from({ length: 10_000 }, (_, at): PlannedResource => {
    const after = {
      project: "p",
      location: "l",
      repository: "r",
      role: "roles/artifactregistry.reader",
      member: `user:u${at}@example.com`,
    };
    return { address: `google_artifact_registry_repository_iam_member.M${at}`, after };
  });
  const change = changeOf(planOf({ resources }));
  const start = performance.now();
  expect(findings(change)).toHaveLength(10_000);
  expect(performance.now() - start).toBeLessThan(20_000);
});
