import { reviewPlans } from "../../../lib/plan-review";
import { formatJson } from "../../../lib/plan-review/report/json";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, type PlanParts, planOf } from "../plan-builder";

/** The verdict, then each finding as `effect: summary`, then the notes. */
function said(parts: PlanParts): readonly string[] {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf(parts)) }]).plans;
  if (review === undefined) throw new Error("no review");
  const findings = review.findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`);
  return [review.verdict, ...findings, ...review.notes.map((note) => `note: ${note.toString()}`)];
}

const of = (...resources: readonly PlannedResource[]): readonly string[] => said({ resources });

const NETWORK = "projects/acme-ml/global/networks/n";
const URL = `https://www.googleapis.com/compute/v1/${NETWORK}`;

describe("one network is one, however it is written", () => {
  const rule = (network: string): object => ({
    name: "f",
    network,
    direction: "INGRESS",
    allow: [{ protocol: "tcp" }],
    source_ranges: ["10.0.0.0/8"],
  });

  test.each([
    ["a name and a path", "n", NETWORK],
    ["a name and a URL", "n", URL],
    ["a path and a URL", NETWORK, URL],
    ["a URL and a part of a path", URL, "global/networks/n"],
    ["a URL of the other host", URL, `https://compute.googleapis.com/compute/beta/${NETWORK}`],
  ])("%s", (_, one, other) => {
    const address = "google_compute_firewall.F";
    expect(of({ address, before: rule(one), after: rule(other) })).toEqual(["unchanged"]);
    expect(of({ address, before: rule(other), after: rule(one) })).toEqual(["unchanged"]);
  });

  test.each<[string, string, string, object?]>([
    ["of another project", "n", "projects/other/global/networks/n"],
    ["of another name", "n", "projects/acme-ml/global/networks/m"],
    ["in the project that the resource names", "n", NETWORK, { project: "other" }],
  ])("but not one %s", (_, one, other, more = {}) => {
    const address = "google_compute_firewall.F";
    const [verdict] = of({ address, before: { ...rule(one), ...more }, after: { ...rule(other), ...more } });
    expect(verdict).toBe("widened");
  });

  test("subnets of hosts, in their own project or another, and networks within blocks", () => {
    const subnet = (project: string): string => `projects/${project}/regions/us-central1/subnetworks/s`;
    const host = (subnetwork: string, more: object): object => ({
      name: "h",
      zone: "us-central1-a",
      network_interface: [{ subnetwork, ...more }],
    });
    const address = "google_compute_instance.H";
    const moved = (one: string, other: string, more = {}): string | undefined =>
      of({ address, before: host(one, more), after: host(other, more) })[0];
    expect(moved("s", subnet("acme-ml"))).toBe("unchanged");
    expect(moved("s", subnet("host"), { subnetwork_project: "host" })).toBe("unchanged");
    expect(moved("s", subnet("acme-ml"), { subnetwork_project: "host" })).not.toBe("unchanged");
    expect(moved("s", subnet("acme-ml").replace("us-central1", "europe-west1"))).not.toBe("unchanged");
  });
});

describe("a project is named by its id or by its number", () => {
  const project = { name: "Acme", number: "123456789", project_id: "acme-ml" };
  const read: PlannedResource = { address: "data.google_project.P", before: project, after: project };
  const turned = (type: string, field: string, one: string, other: string, known = [read]): readonly string[] =>
    [
      [one, other],
      [other, one],
    ].map(([was, is]) => {
      const address = `${type}.R`;
      const rest = { name: "r", role: "roles/viewer", member: "user:a@index.example", region: "us-central1" };
      return of(...known, { address, before: { ...rest, [field]: was }, after: { ...rest, [field]: is } })[0] ?? "";
    });
  const network = (id: string): string => `projects/${id}/global/networks/n`;

  test.each([
    ["google_project_iam_member", "project", "acme-ml", "123456789"],
    ["google_project_iam_member", "project", "projects/acme-ml", "projects/123456789"],
    ["google_compute_subnetwork", "network", network("acme-ml"), network("123456789")],
    ["google_compute_subnetwork", "network", URL, URL.replace("acme-ml", "123456789")],
    [
      "google_secret_manager_secret_iam_member",
      "secret_id",
      "projects/acme-ml/secrets/s",
      "projects/123456789/secrets/s",
    ],
  ])("%s, %s: %s and %s", (...names) => {
    expect(turned(...names)).toEqual(["unchanged", "unchanged"]);
    const resource: PlannedResource = { address: "google_project.P", before: project, after: project };
    expect(turned(...names, [resource])).toEqual(["unchanged", "unchanged"]);
  });

  test.each<[string, string, string, string, PlannedResource[]]>([
    ["google_project_iam_member", "project", "acme-ml", "123456789", []],
    ["google_project_iam_member", "project", "acme-ml", "987654321", [read]],
    ["google_project_iam_member", "project", "other", "123456789", [read]],
    ["google_compute_subnetwork", "network", network("acme-ml"), network("1234567890"), [read]],
    ["google_project_iam_member", "member", principal("acme-ml"), principal("123456789"), [read]],
  ])("but not where they are two, or nobody knows: %s, %s: %s and %s", (...names) => {
    expect(turned(...names)).toEqual(["widened", "widened"]);
  });
});

describe("a resource is named by its path, its full name or a URL", () => {
  const [topic, key] = ["projects/acme-ml/topics/t", "projects/acme-ml/locations/us/keyRings/r/cryptoKeys/k"];
  const notified = (name: string): PlannedResource["before"] => ({ bucket: "b", topic: name });
  const encrypted = (name: string): PlannedResource["before"] => ({
    name: "b",
    location: "US",
    encryption: [{ default_kms_key_name: name }],
  });
  const turned = (type: string, before: object = {}, after: object = {}): number =>
    of({ address: `${type}.R`, before, after }).length -
    1 +
    of({ address: `${type}.R`, before: after, after: before }).length -
    1;

  // As the provider's sixth and seventh major version keep topics.
  test("that is one resource", () => {
    const full = `//pubsub.googleapis.com/${topic}`;
    expect(turned("google_storage_notification", notified(full), notified(topic))).toBe(0);
    const url = `https://cloudkms.googleapis.com/v1/${key}`;
    expect(turned("google_storage_bucket", encrypted(url), encrypted(key))).toBe(0);
  });

  test.each([
    ["//pubsub.googleapis.com/projects/other/topics/t", topic],
    ["//pubsub.googleapis.com/projects/acme-ml/topics/u", topic],
    [`//pubsub.index.example/${topic}`, topic],
    [`//index.example/.googleapis.com/${topic}`, topic],
    [`//pubsub.googleapis.com/${topic}`, `//eventarc.googleapis.com/${topic}`],
    [`http://pubsub.googleapis.com/${topic}`, topic],
  ])("but not %s and %s", (one, other) => {
    expect(turned("google_storage_notification", notified(one), notified(other))).toBe(2);
  });
});

/** Only the number is one of an identity. */
function principal(project: string): string {
  return `principalSet://iam.googleapis.com/projects/${project}/locations/global/workloadIdentityPools/p/*`;
}

test.each([
  [{ enable: false, filter: "ALL" }, { enable: true, filter: "ERRORS_ONLY" }, ["connections are logged"]],
  [undefined, { enable: true, filter: "ERRORS_ONLY" }, ["connections are logged"]],
  [{ enable: false, filter: "ALL" }, { enable: false, filter: "ERRORS_ONLY" }, []],
  [{ enable: true, filter: "ERRORS_ONLY" }, { enable: false, filter: "ALL" }, ["connections are no longer logged"]],
  [{ enable: true, filter: "ALL" }, { enable: true, filter: "ERRORS_ONLY" }, ["fewer connections are logged"]],
  [{ enable: true, filter: "ERRORS_ONLY" }, { enable: true, filter: "ALL" }, ["all connections are logged"]],
])("how much Cloud NAT logs is said of what it logs before and after: %j, %j", (was, is, words) => {
  const nat = (logs?: object): object => ({
    name: "n",
    router: "r",
    source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
    log_config: logs === undefined ? [] : [logs],
  });
  const [, ...findings] = of({ address: "google_compute_router_nat.N", before: nat(was), after: nat(is) });
  expect(findings.map((one) => one.replace(/^\w+: [^:]*: | \(.*/g, ""))).toEqual(words);
});

describe("a resource that goes and comes, the same, is renamed", () => {
  const sink = { name: "audit", destination: "storage.googleapis.com/logs", filter: "severity>=ERROR" };
  const note =
    "note: 1 resource destroyed at one address and made anew, the same, at another: " +
    "a moved block would keep what is there, and without one the apply may fail, since a name can still be taken";

  test("what guards, guards on", () => {
    expect(
      of(
        { address: "google_logging_project_sink.Old", before: { ...sink, writer_identity: "serviceAccount:x" } },
        { address: "google_logging_project_sink.New", after: sink, computed: ["writer_identity"] },
      ),
    ).toEqual(["unchanged", note]);
  });

  test("what it holds is lost all the same", () => {
    const bucket = { name: "b", location: "US", uniform_bucket_level_access: true };
    const [verdict, loss, ...rest] = of(
      { address: "google_storage_bucket.Old", before: bucket },
      { address: "google_storage_bucket.New", after: bucket },
    );
    expect(verdict).toBe("unchanged");
    expect(loss).toMatch(/^changed: storage bucket "b" is replaced: with it go its objects/);
    expect(rest).toEqual([note]);
  });

  test("what says something else is another one, and so is a third", () => {
    const [verdict] = of(
      { address: "google_logging_project_sink.Old", before: sink },
      { address: "google_logging_project_sink.New", after: { ...sink, filter: "false" } },
    );
    expect(verdict).toBe("widened");
    const twice = of(
      { address: "google_logging_project_sink.Old", before: sink },
      { address: "google_logging_project_sink.Older", before: sink },
      { address: "google_logging_project_sink.New", after: sink },
    );
    expect(twice.slice(0, 2)).toEqual([
      "widened",
      'widened: log sink "audit" is gone: it no longer sends logs to where they are kept',
    ]);
  });
});

describe("lists of addresses are compared by the addresses", () => {
  const cluster = (...blocks: readonly string[]): PlannedResource["after"] => ({
    name: "c",
    location: "us-central1",
    master_authorized_networks_config: [{ cidr_blocks: blocks.map((cidr_block) => ({ cidr_block })) }],
  });
  const address = "google_container_cluster.C";

  test("a range and its two halves are one, and what lies in another adds nothing", () => {
    expect(of({ address, before: cluster("10.0.0.0/8"), after: cluster("10.128.0.0/9", "10.0.0.0/9") })).toEqual([
      "unchanged",
    ]);
    expect(of({ address, before: cluster("10.0.0.0/8"), after: cluster("10.0.0.0/8", "10.1.0.0/16") })).toEqual([
      "unchanged",
    ]);
  });

  test("what sticks out is told", () => {
    expect(of({ address, before: cluster("10.0.0.0/9"), after: cluster("10.0.0.0/8") })).toEqual([
      "widened",
      'widened: container cluster "c": "10.0.0.0/8" can now reach its control plane',
    ]);
    expect(of({ address, before: cluster("10.0.0.0/8"), after: cluster("10.0.0.0/9") })).toEqual([
      "narrowed",
      'narrowed: container cluster "c": "10.0.0.0/8" can no longer reach its control plane',
    ]);
  });
});

describe("a peering", () => {
  const peering = { name: "p", network: NETWORK, peer_network: "projects/q/global/networks/m" };
  const routes = { peering: "servicenetworking-googleapis-com", network: "n" };
  const off = { import_custom_routes: false, export_custom_routes: false };

  test("whose switches are off is as one that says nothing of them", () => {
    const address = "google_compute_network_peering.P";
    expect(of({ address, before: peering, after: { ...peering, ...off } })).toEqual(["unchanged"]);
    expect(of({ address, before: { ...peering, ...off }, after: peering })).toEqual(["unchanged"]);
    expect(of({ address, before: peering, after: { ...peering, import_custom_routes: true } })).toEqual([
      "widened",
      'widened: peering "p" lets more through (import_custom_routes)',
    ]);
    // Without a word it is on.
    const [verdict] = of({
      address,
      before: peering,
      after: { ...peering, export_subnet_routes_with_public_ip: false },
    });
    expect(verdict).toBe("narrowed");
  });

  test("that passes on no routes opens nothing by coming, and closes nothing by going", () => {
    const address = "google_compute_network_peering_routes_config.R";
    expect(of({ address, after: { ...routes, ...off } })).toEqual(["unchanged"]);
    expect(of({ address, before: { ...routes, ...off } })[0]).toBe("unchanged");
    expect(of({ address, after: { ...routes, ...off, export_custom_routes: true } })[0]).toBe("widened");
    expect(of({ address, before: { ...routes, ...off }, after: { ...routes, export_custom_routes: true } })[0]).toBe(
      "widened",
    );
  });
});

describe("an empty plan", () => {
  test("is said to be one", () => {
    expect(said({ resources: [] })).toEqual(["unchanged", "note: the plan is empty"]);
  });

  test("but not when something happened without Terraform", () => {
    const bucket = (enabled: boolean): object => ({ name: "b", versioning: [{ enabled }] });
    const drift = [{ address: "google_storage_bucket.B", before: bucket(true), after: bucket(false) }];
    expect(said({ resources: [], drift })).toEqual([
      "widened",
      'widened: storage bucket "b": deleted and overwritten objects are no longer kept ("false")',
    ]);
  });
});

describe("repositories of one name in two places", () => {
  const repository = (location: string): object => ({
    repository_id: "pypi",
    location,
    project: "acme-ml",
    format: "PYTHON",
    mode: "REMOTE_REPOSITORY",
  });
  const deny = (location: string): object => ({
    rule_id: "deny",
    repository_id: "pypi",
    location,
    project: "acme-ml",
    action: "DENY",
    operation: "DOWNLOAD",
  });
  const stays = (address: string, values: object): PlannedResource => ({ address, before: values, after: values });
  const [REPOSITORY, RULE] = ["google_artifact_registry_repository", "google_artifact_registry_rule"];

  test("are told apart by their place", () => {
    const [, finding] = of(
      stays(`${REPOSITORY}.Us`, repository("us")),
      stays(`${REPOSITORY}.Eu`, repository("europe")),
      { address: `${RULE}.Us`, before: deny("us") },
      stays(`${RULE}.Eu`, deny("europe")),
    );
    expect(finding).toMatch(/^opened: every package that nobody listed in "acme-ml\/us\/pypi": /);
  });

  test("and one alone goes by its name", () => {
    const [, finding] = of(stays(`${REPOSITORY}.Us`, repository("us")), { address: `${RULE}.Us`, before: deny("us") });
    expect(finding).toMatch(/^opened: every package that nobody listed in "pypi": /);
  });
});

describe("what is only tried out protects nothing", () => {
  const POLICY = "google_org_policy_policy.P";
  const policy = (parts: object): object => ({ name: "projects/p/policies/c", parent: "projects/p", ...parts });
  const rules = [{ rules: [{ enforce: "TRUE" }] }];
  const [live, tried] = [policy({ spec: rules }), policy({ dry_run_spec: rules })];

  test("of an organisation policy", () => {
    expect(of({ address: POLICY, after: tried })).toEqual(["unchanged"]);
    expect(of({ address: POLICY, before: tried })).toEqual(["unchanged"]);
    expect(of({ address: POLICY, before: live, after: policy({ spec: rules, dry_run_spec: rules }) })).toEqual([
      "unchanged",
    ]);
    expect(of({ address: POLICY, before: live, after: tried })).toEqual([
      "widened",
      'widened: organisation policy "c" is gone: it no longer forbids settings in all that is below it',
    ]);
    expect(of({ address: POLICY, before: tried, after: live })).toEqual([
      "narrowed",
      'narrowed: organisation policy "c" is new: it forbids settings in all that is below it',
    ]);
  });

  test("of a perimeter", () => {
    const PERIMETER = "google_access_context_manager_service_perimeter.P";
    const spec = [{ resources: ["projects/1"], restricted_services: ["storage.googleapis.com"] }];
    const perimeter = (parts: object): object => ({ name: "x", parent: "accessPolicies/1", title: "x", ...parts });
    const dry = perimeter({ spec, use_explicit_dry_run_spec: true });
    expect(of({ address: PERIMETER, after: dry })[0]).toBe("unchanged");
    expect(of({ address: PERIMETER, after: perimeter({ status: spec }) })[0]).toBe("narrowed");
    expect(of({ address: PERIMETER, before: perimeter({ status: spec }) })[0]).toBe("widened");
    const [verdict, ...findings] = of({ address: PERIMETER, before: perimeter({ status: spec }), after: dry });
    expect([verdict, findings.every((one) => one.startsWith("widened"))]).toEqual(["widened", true]);
  });
});

describe("logs that are copied", () => {
  const SINK = "google_logging_project_sink.S";
  const sink = (destination: string): object => ({ name: "s", project: "acme-ml", destination });
  const bucket = { address: "google_storage_bucket.Logs", before: { name: "logs" }, after: { name: "logs" } };
  const strangers = 'unknown: log sink "s": where it sends to is new, and not in this plan (destination)';

  test.each([
    ["a bucket that is not in the plan", "storage.googleapis.com/strangers"],
    ["a data set of another project", "bigquery.googleapis.com/projects/other/datasets/d"],
    ["a project", "logging.googleapis.com/projects/other"],
  ])("to %s leave", (_, destination) => {
    expect(of({ address: SINK, after: sink(destination) }).slice(0, 2)).toEqual(["widened", strangers]);
  });

  test.each([
    ["a bucket of the plan", "storage.googleapis.com/logs"],
    ["a topic of the project", "pubsub.googleapis.com/projects/acme-ml/topics/t"],
  ])("to %s stay", (_, destination) => {
    expect(of(bucket, { address: SINK, after: sink(destination) })).toEqual([
      "narrowed",
      'narrowed: log sink "s" is new: it sends logs to where they are kept',
    ]);
  });

  test("to a bucket whose name is known after the apply stay, when that is in the plan", () => {
    const made = { address: "google_storage_bucket.Logs", after: {}, computed: ["name"] };
    const destination = { references: ["google_storage_bucket.Logs.name", "google_storage_bucket.Logs"] };
    const [, ...findings] = of(made, {
      address: SINK,
      after: { name: "s", project: "acme-ml" },
      unknown: { destination: true },
      expressions: { destination },
    });
    expect(findings).not.toContain(strangers);
  });
});

test("a new project brings the default network, unless it is told not to", () => {
  const address = "google_project.P";
  const project = { project_id: "p", name: "p", org_id: "1", billing_account: "b" };
  const opens =
    'widened: project "p": it comes with the default network, whose firewall lets in SSH ' +
    "and remote desktops from the internet";
  expect(of({ address, after: project })).toEqual(["widened", expect.stringContaining(opens)]);
  expect(of({ address, after: { ...project, auto_create_network: true } })[0]).toBe("widened");
  expect(of({ address, after: { ...project, auto_create_network: false } })).toEqual(["unchanged"]);
});

describe("packages of other formats", () => {
  const repository = (format: string): object => ({
    repository_id: "r",
    location: "us",
    project: "acme-ml",
    format,
    mode: "REMOTE_REPOSITORY",
    remote_repository_config: [{ [`${format.toLowerCase()}_repository`]: [{ public_repository: "X" }] }],
  });
  const rule = (action: string, package_id?: string): object => ({
    rule_id: `${action}-${package_id ?? "all"}`,
    repository_id: "r",
    location: "us",
    project: "acme-ml",
    action,
    operation: "DOWNLOAD",
    package_id,
  });
  const stays = (address: string, values: object): PlannedResource => ({ address, before: values, after: values });
  const [REPOSITORY, RULE] = ["google_artifact_registry_repository.R", "google_artifact_registry_rule"];

  test.each([
    ["NPM", "@angular/core"],
    ["NPM", "lodash.merge"],
    ["DOCKER", "library/nginx"],
    ["MAVEN", "org.apache.commons:commons-lang3"],
    ["APT", "libstdc++6"],
    ["GO", "github.com/acme/thing"],
  ])("of %s have names such as %s", (format, name) => {
    const standing = [stays(REPOSITORY, repository(format)), stays(`${RULE}.Deny`, rule("DENY"))];
    expect(of(...standing, { address: `${RULE}.Allow`, after: rule("ALLOW", name) })).toEqual([
      "widened",
      `widened: package "${name}" in "r": denied → any version`,
    ]);
    expect(of(...standing, { address: `${RULE}.Allow`, before: rule("ALLOW", name) })).toEqual([
      "narrowed",
      `narrowed: package "${name}" in "r": any version → denied`,
    ]);
  });

  test("are compared letter by letter, and so are not those of Python", () => {
    const replaced = (format: string): readonly string[] =>
      of(stays(REPOSITORY, repository(format)), stays(`${RULE}.Deny`, rule("DENY")), {
        address: `${RULE}.A`,
        before: rule("ALLOW", "lodash.merge"),
        after: rule("ALLOW", "lodash-merge"),
      });
    expect(replaced("NPM")).toEqual([
      "widened",
      'widened: package "lodash-merge" in "r": denied → any version',
      'narrowed: package "lodash.merge" in "r": any version → denied',
    ]);
    expect(replaced("PYTHON")).toEqual(["unchanged"]);
  });

  test("of which the name could stand for several are not known", () => {
    const [verdict, finding] = of(stays(REPOSITORY, repository("NPM")), stays(`${RULE}.Deny`, rule("DENY")), {
      address: `${RULE}.Allow`,
      after: rule("ALLOW", "@angular/*"),
    });
    expect(verdict).toBe("widened");
    expect(finding).toMatch(/^unknown: every package that nobody listed/);
  });

  test.each(["NPM", "DOCKER", "MAVEN", "APT", "PYTHON"])("a new remote of %s without a DENY is opened", (format) => {
    expect(of({ address: REPOSITORY, after: repository(format) })[0]).toBe("opened");
    expect(
      of({ address: REPOSITORY, after: repository(format) }, { address: `${RULE}.D`, after: rule("DENY") })[0],
    ).toBe("widened");
  });
});

test("the JSON names places of repositories that share a name, too", () => {
  const document = planOf({
    resources: ["us", "europe"].map((location) => ({
      address: `google_artifact_registry_repository.${location}`,
      after: { repository_id: "r", location, project: "acme-ml", format: "PYTHON", mode: "REMOTE_REPOSITORY" },
    })),
  });
  const json = formatJson(reviewPlans([{ name: "p", plan: TerraformPlan.read(document) }]));
  expect(json).toContain('"acme-ml/europe/r"');
  expect(json).toContain('"acme-ml/us/r"');
});

describe("labels are not for bills everywhere", () => {
  test("those of a group say who gets into it", () => {
    const group = (labels: object): object => ({
      display_name: "readers",
      parent: "customers/C0",
      group_key: [{ id: "readers@example.com" }],
      labels,
    });
    const address = "google_cloud_identity_group.G";
    const [forum, dynamic] = ["discussion_forum", "dynamic"].map((one) => ({
      [`cloudidentity.googleapis.com/groups.${one}`]: "",
    }));
    expect(of({ address, before: group({ ...forum }), after: group({ ...forum, ...dynamic }) })).toEqual([
      "widened",
      'unknown: group "readers": of what kind it is, and so who gets into it changes (labels)',
    ]);
    expect(of({ address, after: group({ ...forum }) })).toEqual(["unchanged"]);
    expect(of({ address, after: { ...group({ ...forum }), initial_group_config: "WITH_INITIAL_OWNER" } })[0]).toBe(
      "widened",
    );
  });

  test("those of a notification channel say to whom it goes", () => {
    const channel = (email_address: string): object => ({
      display_name: "on call",
      type: "email",
      labels: { email_address },
    });
    const address = "google_monitoring_notification_channel.C";
    const [verdict, finding] = of({ address, before: channel("a@example.com"), after: channel("b@example.com") });
    expect(verdict).toBe("widened");
    expect(finding).toContain("labels");
  });
});

describe("what Google chooses anew", () => {
  const subnet = (more: object): object => ({
    name: "s",
    network: "n",
    region: "us-central1",
    ip_cidr_range: "10.0.0.0/24",
    ...more,
  });
  const replaced = (expression: unknown): PlannedResource => ({
    address: "google_compute_subnetwork.S",
    before: subnet({ description: "old", external_ipv6_prefix: "2600:1900::/64" }),
    after: subnet({ description: "new" }),
    actions: ["delete", "create"],
    unknown: { external_ipv6_prefix: true },
    expressions: { external_ipv6_prefix: expression },
  });

  test("is left to it where null is written", () => {
    expect(of(replaced({ constant_value: null }))).toEqual(["unchanged"]);
  });

  test("may be anything where it comes from elsewhere", () => {
    expect(of(replaced({ references: ["each.value"] }))).toEqual([
      "widened",
      'unknown: compute subnetwork "s": its external IPv6 addresses changes (external_ipv6_prefix)',
    ]);
  });
});

describe("ranges of a network that is not in the plan", () => {
  const route = (dest_range: string, next_hop_gateway = "default-internet-gateway"): object => ({
    name: `r-${dest_range.replace(/\W/g, "-")}`,
    network: "n",
    priority: 1000,
    dest_range,
    next_hop_gateway,
  });
  const rule = (...source_ranges: readonly string[]): object => ({
    name: "f",
    network: "n",
    direction: "INGRESS",
    allow: [{ protocol: "tcp" }],
    source_ranges,
  });
  const halves = ["10.0.0.0/9", "10.128.0.0/9"] as const;

  test("of a firewall rule are compared by the addresses", () => {
    const address = "google_compute_firewall.F";
    expect(of({ address, before: rule("10.0.0.0/8"), after: rule(...halves) })).toEqual(["unchanged"]);
    expect(of({ address, before: rule(...halves), after: rule("10.0.0.0/8") })).toEqual(["unchanged"]);
    expect(of({ address, before: rule(halves[0]), after: rule(...halves) })[0]).toBe("widened");
  });

  describe("of routes", () => {
    const ROUTE = "google_compute_route";
    const together =
      'unknown: routes to "10.0.0.0/8" lead to "10.0.0.0/9", "10.128.0.0/9" now: ' +
      "the same addresses through the same hop, but of all routes the longest range wins";
    const old = { address: `${ROUTE}.A`, before: route("10.0.0.0/8") };

    test("that are the same addresses are told once, since a longer range wins over others", () => {
      expect(
        of(old, { address: `${ROUTE}.B`, after: route(halves[0]) }, { address: `${ROUTE}.C`, after: route(halves[1]) }),
      ).toEqual(["widened", together]);
      expect(
        of(
          {
            address: `${ROUTE}.A`,
            before: route("10.0.0.0/8"),
            after: route(halves[0]),
            actions: ["delete", "create"],
          },
          { address: `${ROUTE}.C`, after: route(halves[1]) },
        ),
      ).toEqual(["widened", together]);
    });

    test.each<[string, object]>([
      ["lead elsewhere", route("10.128.0.0/9", "projects/p/global/gateways/other")],
      ["are more", route("0.0.0.0/1")],
      ["have another priority", { ...route("10.128.0.0/9"), priority: 10 }],
      ["are for some hosts", { ...route("10.128.0.0/9"), tags: ["t"] }],
    ])("that %s are told one by one", (_, other) => {
      const said = of(old, { address: `${ROUTE}.B`, after: route(halves[0]) }, { address: `${ROUTE}.C`, after: other });
      expect(said).toHaveLength(4);
      expect(said[0]).toBe("widened");
    });
  });
});

test("packages of other formats have names where their repository is not seen", () => {
  const rule = (package_id: string): object => ({
    repository_id: "npm",
    location: "us-central1",
    project: "acme-ml",
    rule_id: "a",
    action: "ALLOW",
    operation: "DOWNLOAD",
    package_id,
  });
  const address = "google_artifact_registry_rule.A";
  const found = of({ address, before: rule("@scope/a"), after: rule("@scope/b") }).join("\n");
  expect(found).toContain('"@scope/b"');
  expect(found).not.toContain("is not known, and can be any");
});
