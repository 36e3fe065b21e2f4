const PROVIDER = "registry.terraform.io/hashicorp/google";

type Values = Readonly<Record<string, unknown>>;

/** A kind of change that every large plan has: a resource before and after, and what decides how it is reviewed. */
export interface Kind {
  readonly type: string;
  readonly before: (at: number) => Values | null;
  readonly after: (at: number) => Values | null;
  readonly unknown: Values;
}

const WITHIN_MODULE = `{"root_module":{"child_modules":[{"address":"module.all","resources":[`;

/**
 * A plan of many changes of many types, as Terraform prints it: what is new, changed, gone and left as it is, about 1.4
 * KiB each.
 *
 * @param kinds one after the other, and over again
 */
export function* mixedPlan(changes: number, kinds: readonly Kind[] = KINDS): Generator<string> {
  const resources = Array.from({ length: changes }, (_, at) => resourceOf(at, kinds));
  yield `{"format_version":"1.2","terraform_version":"1.14.0","planned_values":${WITHIN_MODULE}`;
  yield* list(resources, ({ after, ...one }) => after !== null && state(one, after));
  yield `]}]}},"resource_changes":[`;
  yield* list(resources, ({ address, type, name, before, after, unknown }) => ({
    address,
    module_address: "module.all",
    mode: "managed",
    type,
    name,
    provider_name: PROVIDER,
    change: {
      actions: actionsOf(before, after),
      before,
      after,
      after_unknown: before === null ? unknown : {},
      before_sensitive: before === null ? false : {},
      after_sensitive: after === null ? false : {},
    },
  }));
  yield `],"prior_state":{"format_version":"1.0","values":${WITHIN_MODULE}`;
  yield* list(resources, ({ before, ...one }) => before !== null && state(one, before));
  yield `]}]}}},"configuration":{"provider_config":{"google":{"name":"google","full_name":"${PROVIDER}",`;
  yield `"expressions":{"project":{"constant_value":"acme-ml"}}}},`;
  yield `"root_module":{"module_calls":{"all":{"source":"./all","module":{"resources":[`;
  yield* list(
    resources,
    ({ type, name, after }) =>
      after !== null && {
        address: `${type}.${name}`,
        mode: "managed",
        type,
        name,
        provider_config_key: "google",
        expressions: Object.fromEntries(Object.keys(after).map((key) => [key, { references: [`var.${key}`] }])),
        schema_version: 0,
      },
  );
  yield `]}}}}},"timestamp":"2026-01-01T00:00:00Z","applyable":true,"complete":true,"errored":false}`;
}

type Resource = Pick<Kind, "type" | "unknown"> & {
  readonly name: string;
  readonly address: string;
  readonly before: Values | null;
  readonly after: Values | null;
};

function resourceOf(at: number, kinds: readonly Kind[]): Resource {
  const { type, before, after, unknown } = kinds[at % kinds.length] ?? KIND;
  const name = `all_${at}`;
  return { type, name, address: `module.all.${type}.${name}`, before: before(at), after: after(at), unknown };
}

function state({ address, type, name }: Pick<Resource, "address" | "type" | "name">, values: Values): object {
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: PROVIDER,
    schema_version: 0,
    values,
    sensitive_values: {},
  };
}

function actionsOf(before: Values | null, after: Values | null): readonly string[] {
  if (before === null) return ["create"];
  if (after === null) return ["delete"];
  return JSON.stringify(before) === JSON.stringify(after) ? ["no-op"] : ["update"];
}

/** The items that there are, with commas between. */
function* list<T>(items: readonly T[], write: (item: T) => unknown): Generator<string> {
  let comma = "";
  for (const item of items) {
    const written = write(item);
    if (written === false) continue;
    yield comma + JSON.stringify(written);
    comma = ",";
  }
}

const bucket = (at: number): Values => ({
  name: `acme-ml-${at}`,
  project: "acme-ml",
  location: "US-CENTRAL1",
  storage_class: "STANDARD",
  force_destroy: false,
  uniform_bucket_level_access: true,
  public_access_prevention: "enforced",
  labels: { team: `team-${at % 50}` },
  versioning: [{ enabled: true }],
  lifecycle_rule: [],
  encryption: [],
});

const member = (at: number): Values => ({
  project: "acme-ml",
  role: "roles/storage.objectViewer",
  member: `serviceAccount:job-${at}@acme-ml.iam.gserviceaccount.com`,
  condition: [],
});

const host = (at: number): Values => ({
  name: `host-${at}`,
  project: "acme-ml",
  zone: "us-central1-a",
  machine_type: "e2-small",
  tags: ["batch"],
  metadata: { "enable-oslogin": "TRUE" },
  network_interface: [{ network: `net-${at % 20}`, subnetwork: `subnet-${at % 20}`, access_config: [] }],
  boot_disk: [{ auto_delete: true, initialize_params: [{ image: "debian-cloud/debian-12", size: 20 }] }],
  service_account: [{ email: "jobs@acme-ml.iam.gserviceaccount.com", scopes: ["cloud-platform"] }],
  shielded_instance_config: [{ enable_secure_boot: true, enable_vtpm: true, enable_integrity_monitoring: true }],
});

const secret = (at: number): Values => ({
  secret_id: `secret-${at}`,
  project: "acme-ml",
  labels: { team: "ml" },
  replication: [{ auto: [{ customer_managed_encryption: [] }] }],
});

const topic = (at: number): Values => ({
  name: `topic-${at}`,
  project: "acme-ml",
  kms_key_name: null,
  message_retention_duration: "86400s",
  labels: {},
});

const table = (at: number): Values => ({
  table_id: `table_${at}`,
  dataset_id: "events",
  project: "acme-ml",
  deletion_protection: true,
  schema: JSON.stringify(Array.from({ length: 5 }, (_, column) => ({ name: `c${column}`, type: "STRING" }))),
});

const ID = { id: true };

const KIND: Kind = {
  type: "google_project_iam_member",
  before: () => null,
  after: member,
  unknown: { ...ID, etag: true },
};

/** Of ten changes one is new, four change, one is gone and four stay. */
const KINDS: readonly Kind[] = [
  KIND,
  {
    type: "google_storage_bucket",
    before: bucket,
    after: (at) => ({ ...bucket(at), labels: { team: "all" } }),
    unknown: ID,
  },
  {
    type: "google_compute_instance",
    before: host,
    after: (at) => ({ ...host(at), machine_type: "e2-medium" }),
    unknown: ID,
  },
  {
    type: "google_storage_bucket",
    before: bucket,
    after: (at) => ({ ...bucket(at), force_destroy: true }),
    unknown: ID,
  },
  { type: "google_secret_manager_secret", before: secret, after: secret, unknown: ID },
  { type: "google_pubsub_topic", before: topic, after: () => null, unknown: ID },
  { type: "google_bigquery_table", before: table, after: table, unknown: ID },
  { type: "google_compute_instance", before: host, after: host, unknown: ID },
  { type: "google_pubsub_topic", before: topic, after: topic, unknown: ID },
  { type: "google_bigquery_table", before: table, after: (at) => ({ ...table(at), schema: "[]" }), unknown: ID },
];
