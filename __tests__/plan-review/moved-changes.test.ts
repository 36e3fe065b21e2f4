import { PROVIDER_TYPES, settableAttributes } from "../support/provider-types";
import type { PlannedResource } from "./plan-builder";
import { reviewOf } from "./rules/reviewed-plan";

/** The verdict, and each finding as `effect: summary`. */
function review(resource: PlannedResource): { readonly verdict: string; readonly said: readonly string[] } {
  const [verdict = "", ...said] = reviewOf(resource);
  return { verdict, said };
}

const REPLACED = ["delete", "create"];

/** Everything of a type set, to a text or to something that is on. */
function bodyOf(type: string, value: unknown): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const path of settableAttributes(type)) {
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    const block = parts.reduce<Record<string, unknown>>((within, name) => {
      const [inner] = (within[name] ??= [{}]) as Record<string, unknown>[];
      return inner ?? {};
    }, body);
    block[last] ??= value;
  }
  return { ...body, name: "it", location: "us", region: "us", project: "p-1" };
}

/** Compared by what they mean, with all that the plan shows of them. */
const COMPARED =
  /^google_artifact_registry_(?:repository|rule)$|_iam_(?:member|binding|policy|audit_config|custom_role)$/;

describe("what goes to another project is gone there and new here", () => {
  const types = PROVIDER_TYPES.filter((type) => settableAttributes(type).includes("project") && !COMPARED.test(type));
  const OPEN = ["widened", "opened", "unread"];

  test.each([
    ["switched on", true],
    ["switched off", false],
    ["a text", "x"],
  ])("and told where either alone would be, of every type, with everything %s", (_, value) => {
    const silent = types.filter((type) => {
      const address = `${type}.X`;
      const before = bodyOf(type, value);
      const after = { ...before, project: "p-2" };
      if (OPEN.includes(review({ address, before, after, actions: REPLACED }).verdict)) return false;
      return [
        { address, before },
        { address, after },
      ].some((one) => OPEN.includes(review(one).verdict));
    });
    expect(types.length).toBeGreaterThan(600);
    expect(silent).toEqual([]);
  });
});

test.each<[string, object, object, string[]]>([
  [
    "google_service_account_key",
    { service_account_id: "a@p.iam.gserviceaccount.com" },
    { service_account_id: "b@p.iam.gserviceaccount.com" },
    ["widened: a key of service account", "changed: a key", "narrowed: a key of service account"],
  ],
  [
    "google_storage_hmac_key",
    { service_account_email: "a@p.iam.gserviceaccount.com", state: "ACTIVE" },
    { service_account_email: "b@p.iam.gserviceaccount.com", state: "ACTIVE" },
    ["widened: a key for Cloud Storage", "changed: a key", "narrowed: a key for Cloud Storage"],
  ],
  [
    "google_os_login_ssh_public_key",
    { user: "a@x.example", key: "ssh-ed25519 AAAA" },
    { user: "b@x.example", key: "ssh-ed25519 AAAA" },
    ["widened: an SSH key", "changed: an SSH key", "narrowed: an SSH key"],
  ],
  [
    "google_access_context_manager_service_perimeter",
    {
      parent: "accessPolicies/1",
      title: "data",
      perimeter_type: "PERIMETER_TYPE_REGULAR",
      status: [{ resources: ["projects/1"] }],
    },
    {
      parent: "accessPolicies/1",
      title: "data",
      perimeter_type: "PERIMETER_TYPE_BRIDGE",
      status: [{ resources: ["projects/1"] }],
    },
    ["widened: service perimeter", "widened: a bridge"],
  ],
  [
    "google_compute_region_network_firewall_policy_rule",
    {
      firewall_policy: "f",
      region: "a",
      direction: "INGRESS",
      action: "deny",
      priority: 1,
      match: [{ src_ip_ranges: ["0.0.0.0/0"] }],
    },
    {
      firewall_policy: "f",
      region: "b",
      direction: "INGRESS",
      action: "deny",
      priority: 1,
      match: [{ src_ip_ranges: ["0.0.0.0/0"] }],
    },
    ["widened: ingress rule", "narrowed: ingress rule"],
  ],
])("a %s that becomes a part of something else", (type, before, after, expected) => {
  const { verdict, said } = review({ address: `${type}.X`, before, after, actions: REPLACED });
  expect([verdict, said.map((one, at) => one.slice(0, expected[at]?.length))]).toEqual(["widened", expected]);
});

test.each<[string, string, object, object]>([
  ["in another zone", "google_compute_instance", { name: "h", zone: "a" }, { name: "h", zone: "b" }],
  ["by another name", "google_compute_instance", { name: "h", zone: "a" }, { name: "i", zone: "a" }],
  [
    "by the path of its owner",
    "google_service_account_key",
    { service_account_id: "a@p.iam.gserviceaccount.com" },
    { service_account_id: "projects/p/serviceAccounts/a@p.iam.gserviceaccount.com" },
  ],
])("what is made anew %s is no more open than before", (_, type, before, after) => {
  const open = { can_ip_forward: true, network_interface: [{ network: "n", access_config: [{}] }] };
  expect(
    review({ address: `${type}.X`, before: { ...before, ...open }, after: { ...after, ...open }, actions: REPLACED })
      .verdict,
  ).toBe("unchanged");
});
