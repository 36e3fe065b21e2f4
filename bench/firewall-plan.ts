const PROVIDER = "registry.terraform.io/hashicorp/google";

type Values = Readonly<Record<string, unknown>>;

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly before: Values;
  readonly after: Values;
}

/** A plan that changes all firewall rules of some networks, as Terraform prints it: about 3 KiB each. */
export function firewallPlan(rules: number, networks: number): string {
  const network = (at: number): string => `projects/acme/global/networks/net-${at % networks}`;
  const resources: Resource[] = [];
  for (let at = 0; at < networks; at += 1) {
    const values = { name: `net-${at}`, project: "acme", id: network(at), auto_create_subnetworks: false };
    const subnet = { name: `subnet-${at}`, project: "acme", network: network(at), ip_cidr_range: `10.${at}.0.0/16` };
    resources.push({ type: "google_compute_network", name: `net_${at}`, before: values, after: values });
    resources.push({ type: "google_compute_subnetwork", name: `subnet_${at}`, before: subnet, after: subnet });
  }
  for (let at = 0; at < rules; at += 1) {
    const before = ruleValues(at, network(at));
    const after = { ...before, source_ranges: [...before.source_ranges, `192.168.${at % 250}.0/24`] };
    resources.push({ type: "google_compute_firewall", name: `rule_${at}`, before, after });
  }
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.14.0",
    planned_values: { root_module: { resources: resources.map((one) => state(one, one.after)) } },
    resource_changes: resources.map(changeOf),
    prior_state: {
      format_version: "1.0",
      values: { root_module: { resources: resources.map((one) => state(one, one.before)) } },
    },
    configuration: { root_module: { resources: resources.map(configured) } },
    applyable: true,
    complete: true,
    errored: false,
  });
}

function ruleValues(at: number, network: string) {
  return {
    allow: [{ protocol: "tcp", ports: ["443"] }],
    creation_timestamp: "2026-01-01T00:00:00.000-08:00",
    deny: [],
    description: "",
    destination_ranges: [],
    direction: "INGRESS",
    disabled: false,
    enable_logging: null,
    id: `projects/acme/global/firewalls/rule-${at}`,
    log_config: [],
    name: `rule-${at}`,
    network: `https://www.googleapis.com/compute/v1/${network}`,
    params: [],
    priority: 1000 + (at % 100),
    project: "acme",
    self_link: `https://www.googleapis.com/compute/v1/projects/acme/global/firewalls/rule-${at}`,
    source_ranges: [`10.${at % 200}.${(at >> 8) % 200}.0/24`],
    source_service_accounts: null,
    source_tags: null,
    target_service_accounts: null,
    target_tags: [`t${at % 30}`],
    timeouts: null,
  };
}

function named({ type, name }: Resource): object {
  return { address: `${type}.${name}`, mode: "managed", type, name, provider_name: PROVIDER };
}

function state(one: Resource, values: Values): object {
  return { ...named(one), schema_version: 1, values, sensitive_values: { allow: [{ ports: [false] }] } };
}

function changeOf(one: Resource): object {
  const { before, after } = one;
  const actions = [before === after ? "no-op" : "update"];
  const [hidden, mask] = [{}, { allow: [{ ports: [false] }] }];
  return {
    ...named(one),
    change: { actions, before, after, after_unknown: hidden, before_sensitive: mask, after_sensitive: mask },
  };
}

function configured(one: Resource): object {
  const written = Object.entries(one.after).filter(([, value]) => value !== null);
  const expressions = Object.fromEntries(written.map(([key, value]) => [key, { constant_value: value }]));
  return { ...named(one), provider_config_key: "google", expressions, schema_version: 1 };
}
