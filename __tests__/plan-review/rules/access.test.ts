import { accessAuthoritativeRule } from "../../../lib/plan-review/rules/access-authoritative";
import { accessCustomRolesRule } from "../../../lib/plan-review/rules/access-custom-roles";
import { accessFederationRule } from "../../../lib/plan-review/rules/access-federation";
import { accessGrantsRule } from "../../../lib/plan-review/rules/access-grants";
import { accessHostsRule } from "../../../lib/plan-review/rules/access-hosts";
import { accessKeysRule } from "../../../lib/plan-review/rules/access-keys";
import { accessPerimetersRule } from "../../../lib/plan-review/rules/access-perimeters";
import type { PlannedResource } from "../plan-builder";
import { findingsOf, saidBy } from "./reviewed-plan";

const ON_REPOSITORY = { project: "acme-ml", location: "us-central1", repository: "pypi" };
const REPOSITORY = {
  project: "acme-ml",
  location: "us-central1",
  repository_id: "pypi",
  format: "PYTHON",
  mode: "REMOTE_REPOSITORY",
};
const WRITER = "roles/artifactregistry.writer";
const IAM = "google_artifact_registry_repository_iam";

const member = (who: string, extra: object = {}): object => ({ ...ON_REPOSITORY, role: WRITER, member: who, ...extra });
const made = (address: string, after: object, extra: Partial<PlannedResource> = {}): PlannedResource => ({
  address,
  after,
  ...extra,
});
const gone = (address: string, before: object): PlannedResource => ({ address, before });
const kept = (address: string, body: object): PlannedResource => ({ address, before: body, after: body });

describe("grants", () => {
  const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(accessGrantsRule, ...resources);

  test("say in words what a member can do now, and no longer", () => {
    expect(said(made(`${IAM}_member.A`, member("group:ml@example.com")))).toEqual([
      'widened: "group:ml@example.com" can now upload to repository "pypi"',
    ]);
    expect(said(gone(`${IAM}_member.A`, member("group:ml@example.com")))).toEqual([
      'narrowed: "group:ml@example.com" can no longer upload to repository "pypi"',
    ]);
  });

  test.each([
    [
      "google_project_iam_member",
      { project: "acme-ml", role: WRITER },
      'can now upload to every repository in project "acme-ml"',
    ],
    [
      "google_project_iam_member",
      { project: "acme-ml", role: "roles/owner" },
      'can now do everything in project "acme-ml"',
    ],
    [
      "google_folder_iam_member",
      { folder: "folders/12", role: "roles/secretmanager.secretAccessor" },
      'can now read the values of every secret in folder "12"',
    ],
    [
      "google_organization_iam_member",
      { org_id: "77", role: "roles/editor" },
      'can now change nearly everything in organization "77"',
    ],
    [
      "google_service_account_iam_member",
      {
        service_account_id: "projects/p/serviceAccounts/ci@p.iam.gserviceaccount.com",
        role: "roles/iam.serviceAccountTokenCreator",
      },
      'can now act as (get tokens of) service account "ci@p.iam.gserviceaccount.com"',
    ],
    [
      "google_service_account_iam_member",
      { service_account_id: "ci@p.iam.gserviceaccount.com", role: "roles/iam.workloadIdentityUser" },
      'can now act as (from outside or from a cluster) service account "ci@p.iam.gserviceaccount.com"',
    ],
    [
      "google_storage_bucket_iam_member",
      { bucket: "b/models", role: "roles/storage.objectViewer" },
      'can now read the objects of bucket "models"',
    ],
    [
      "google_kms_crypto_key_iam_member",
      { crypto_key_id: "projects/p/locations/l/keyRings/r/cryptoKeys/k", role: "roles/cloudkms.cryptoKeyDecrypter" },
      'can now decrypt with key "r/k"',
    ],
    [
      "google_secret_manager_secret_iam_member",
      { secret_id: "token", role: "roles/secretmanager.secretAccessor" },
      'can now read the values of secret "token"',
    ],
    [
      "google_pubsub_topic_iam_member",
      { topic: "builds", role: "roles/nobody.knows" },
      'can now use role "roles/nobody.knows" on topic "builds"',
    ],
    [
      "google_colab_runtime_template_iam_member",
      { runtime_template: "t", role: "roles/aiplatform.user" },
      'can now run pipelines and models in colab runtime template "t"',
    ],
  ])("of %s are read by its suffix", (type, body, words) => {
    expect(said(made(`${type}.A`, { ...body, member: "user:eve@example.com" }))).toEqual([
      `widened: "user:eve@example.com" ${words}`,
    ]);
  });

  test("to everybody come first, and say so", () => {
    const [first, second] = said(
      made(`${IAM}_binding.A`, { ...ON_REPOSITORY, role: WRITER, members: ["user:a@example.com", "allUsers"] }),
    );
    expect(first).toBe('widened: everybody on the internet (allUsers) can now upload to repository "pypi"');
    expect(second).toContain("user:a@example.com");
    expect(said(made(`${IAM}_member.A`, member("allAuthenticatedUsers")))[0]).toContain(
      "everybody with any Google account",
    );
  });

  test("written in another way are no finding", () => {
    const binding = { ...ON_REPOSITORY, role: WRITER, members: ["user:a@example.com", "user:B@example.com"] };
    const members = [
      made(`${IAM}_member.A`, member("user:a@example.com")),
      made(`${IAM}_member.B`, member("user:b@example.com")),
    ];
    expect(said(gone(`${IAM}_binding.All`, binding), ...members)).toEqual([]);
    const policy = {
      ...ON_REPOSITORY,
      policy_data: JSON.stringify({ bindings: [{ role: WRITER, members: binding.members }] }),
    };
    expect(said(gone(`${IAM}_binding.All`, binding), made(`${IAM}_policy.P`, policy))).toEqual([]);
  });

  test("come back with a resource that is replaced, wherever it goes", () => {
    const moved = { ...REPOSITORY, location: "europe-west1" };
    const replaced = ["delete", "create"];
    const resources = [
      { address: "google_artifact_registry_repository.Pypi", before: REPOSITORY, after: moved, actions: replaced },
      {
        address: `${IAM}_member.A`,
        before: member("user:a@example.com"),
        after: { ...member("user:a@example.com"), location: "europe-west1" },
        actions: replaced,
      },
    ];
    expect(said(...resources)).toEqual([]);
    // Without the repository in the plan it is another one.
    expect(said(...resources.slice(1))).toHaveLength(2);
  });

  test("on a repository that is known by reference only", () => {
    const grant = made(
      `${IAM}_member.A`,
      { project: "acme-ml", role: WRITER, member: "user:a@example.com" },
      {
        unknown: { repository: true },
        expressions: {
          repository: {
            references: ["google_artifact_registry_repository.Pypi.name", "google_artifact_registry_repository.Pypi"],
          },
        },
      },
    );
    expect(said(made("google_artifact_registry_repository.Pypi", REPOSITORY), grant)).toEqual([
      'widened: "user:a@example.com" can now upload to repository "pypi"',
    ]);
  });

  test("to a member that only the apply shows are unknown; a new service account is known by its account id", () => {
    const grant = made(
      `${IAM}_member.A`,
      { ...ON_REPOSITORY, role: WRITER },
      {
        unknown: { member: true },
        expressions: { member: { references: ["google_service_account.Ci.member", "google_service_account.Ci"] } },
      },
    );
    expect(said(grant)).toEqual([
      'unknown: who can now upload to repository "pypi" cannot be seen before the apply ' +
        '("google_service_account.Ci.member")',
    ]);
    const account = made(
      "google_service_account.Ci",
      { account_id: "ci", project: "acme-ml" },
      { unknown: { member: true, email: true } },
    );
    expect(said(account, grant)).toEqual([
      'widened: "serviceAccount:ci@acme-ml.iam.gserviceaccount.com" can now upload to repository "pypi"',
    ]);
    const role = made(
      `${IAM}_member.A`,
      { ...ON_REPOSITORY, member: "user:a@example.com" },
      { unknown: { role: true } },
    );
    expect(said(role)).toEqual(['unknown: who can now get a role on "pypi" cannot be seen before the apply']);
    const policy = made(`${IAM}_policy.A`, ON_REPOSITORY, { unknown: { policy_data: true } });
    expect(said(policy)[0]).toMatch(/^unknown: /);
    expect(said(made(`${IAM}_policy.A`, { ...ON_REPOSITORY, policy_data: "{" }))[0]).toMatch(/^unknown: /);
  });

  test("do not show a secret member, nor let it make a key", () => {
    const secret = made(`${IAM}_member.A`, member("user:secret@example.com"), { sensitive: { member: true } });
    expect(JSON.stringify(findingsOf(accessGrantsRule, secret))).not.toContain("secret@");
    expect(said(secret)[0]).toMatch(/^unknown: /);
    expect(said({ ...secret, before: secret.after ?? {} })).toEqual([]);
  });

  test("tell members of one domain apart in their keys", () => {
    const key = (who: string): unknown =>
      findingsOf(accessGrantsRule, made(`${IAM}_member.A`, member(who))).map((one) => one.key);
    expect(key("user:a@example.com")).toEqual([
      `access-grants:acme-ml/us-central1/pypi:gains+${WRITER}+user:a@example.com`,
    ]);
    expect(key("user:a@example.com")).not.toEqual(key("user:b@example.com"));
  });

  test.each([
    [
      "lifted",
      [{ expression: "x" }],
      [],
      'widened: "user:a@example.com" can now always upload to repository "pypi", until now when "x"',
    ],
    [
      "set",
      [],
      [{ expression: "x" }],
      'narrowed: "user:a@example.com" can now upload to repository "pypi" only when "x"',
    ],
    [
      "changed",
      [{ expression: "x" }],
      [{ expression: "y" }],
      'unknown: the condition under which "user:a@example.com" can upload to repository "pypi" changes: ' +
        'it is now when "y"',
    ],
    ["only renamed", [{ expression: "x", title: "a" }], [{ expression: "x", title: "b" }], undefined],
  ])("whose condition is %s", (_, before, after, expected) => {
    const change = {
      address: `${IAM}_member.A`,
      before: member("user:a@example.com", { condition: before }),
      after: member("user:a@example.com", { condition: after }),
    };
    expect(said(change)).toEqual(expected === undefined ? [] : [expected]);
  });

  test("whose condition is not known yet are unknown", () => {
    const change = {
      address: `${IAM}_member.A`,
      before: member("user:a@example.com"),
      after: member("user:a@example.com"),
      unknown: { condition: [{ expression: true }] },
    };
    expect(said({ ...change, after: { ...change.after, condition: [{}] } })[0]).toMatch(/^unknown: /);
  });

  test("of the older access lists", () => {
    expect(
      said(made("google_storage_bucket_access_control.A", { bucket: "models", role: "READER", entity: "allUsers" }))[0],
    ).toMatch(/^widened: everybody on the internet/);
    expect(
      said(made("google_storage_bucket_acl.A", { bucket: "models", role_entity: ["OWNER:user-eve@example.com"] })),
    ).toEqual(['widened: "user-eve@example.com" can now read, change and share bucket "models"']);
    expect(said(made("google_storage_bucket_acl.A", { bucket: "models", predefined_acl: "publicRead" }))[0]).toContain(
      "allUsers",
    );
    expect(said(made("google_storage_bucket_acl.A", { bucket: "models", default_acl: "publicRead" }))[0]).toContain(
      "allUsers",
    );
    expect(
      said({
        address: "google_storage_bucket_acl.A",
        before: { bucket: "models", predefined_acl: "projectPrivate" },
        after: { bucket: "models", predefined_acl: "private" },
      }),
    ).toEqual([
      'narrowed: "projectPrivate" can no longer use role "ready-made list projectPrivate" on bucket "models"',
    ]);
    expect(
      said(
        made("google_bigquery_dataset_access.A", {
          dataset_id: "logs",
          role: "READER",
          special_group: "allAuthenticatedUsers",
        }),
      )[0],
    ).toContain("any Google account");
    const dataset = { dataset_id: "logs", access: [{ role: "OWNER", user_by_email: "a@example.com" }] };
    expect(
      said({
        address: "google_bigquery_dataset.A",
        before: dataset,
        after: { ...dataset, access: [...dataset.access, { role: "READER", domain: "example.com" }] },
      }),
    ).toEqual(['widened: "domain:example.com" can now read dataset "logs"']);
  });

  test("that seem lost may be among what cannot be seen", () => {
    const repository = { project: "p", location: "l", repository: "r" };
    const policy = JSON.stringify({
      bindings: [{ role: "roles/artifactregistry.reader", members: ["user:ada@example.com"] }],
    });
    const said = saidBy(accessGrantsRule, {
      address: "google_artifact_registry_repository_iam_policy.P",
      before: { ...repository, policy_data: policy },
      after: repository,
      unknown: { policy_data: true },
    });
    expect(said).toContain(
      'narrowed: "user:ada@example.com" can no longer install from repository "r", ' +
        "unless what cannot be seen before the apply lets them",
    );
  });

  test("to groups are by their members", () => {
    const membership = (...roles: readonly string[]): object => ({
      group: "groups/01abc",
      preferred_member_key: [{ id: "eve@example.com" }],
      roles: roles.map((name) => ({ name })),
    });
    const address = "google_cloud_identity_group_membership.M";
    expect(saidBy(accessGrantsRule, made(address, membership("MEMBER")))).toEqual([
      'widened: "eve@example.com" can now be "MEMBER" of group "01abc", with all roles that has',
    ]);
    expect(
      saidBy(accessGrantsRule, { address, before: membership("MEMBER"), after: membership("MEMBER", "OWNER") }),
    ).toHaveLength(1);
    expect(saidBy(accessGrantsRule, gone(address, membership("MEMBER")))[0]).toMatch(/^narrowed/);
    expect(
      saidBy(accessGrantsRule, {
        address,
        after: { group: "groups/01abc", roles: [{ name: "MEMBER" }] },
        unknown: { preferred_member_key: true },
      })[0],
    ).toMatch(/^unknown/);
  });

  test("to all of an identity pool say so", () => {
    const member = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*";
    const grant = (to: string): object => ({
      service_account_id: "projects/p/serviceAccounts/a@p.iam.gserviceaccount.com",
      role: "roles/iam.workloadIdentityUser",
      member: to,
    });
    expect(saidBy(accessGrantsRule, made("google_service_account_iam_member.M", grant(member)))[0]).toMatch(
      /^widened: everybody in the identity pool "principalSet:.*" can now act as/,
    );
    expect(
      saidBy(
        accessGrantsRule,
        made("google_service_account_iam_member.M", grant(member.replace("*", "attribute.repository/acme/app"))),
      )[0],
    ).toMatch(/^widened: "principalSet:/);
  });

  test("that a replacement forgets stay", () => {
    const change = {
      address: `${IAM}_member.A`,
      before: member("user:a@example.com"),
      after: member("user:b@example.com"),
      actions: ["create", "forget"],
    };
    expect(said(change)).toEqual(['widened: "user:b@example.com" can now upload to repository "pypi"']);
  });
});

describe("authoritative resources", () => {
  const binding = { ...ON_REPOSITORY, role: WRITER, members: ["user:a@example.com"] };

  test("say what they take from everybody else", () => {
    expect(saidBy(accessAuthoritativeRule, made(`${IAM}_binding.A`, binding))).toEqual([
      `narrowed: role "${WRITER}" on repository "pypi" is now only for those whom "${IAM}_binding.A" lists: ` +
        "it takes it from everybody else who has it, whom the plan does not show",
    ]);
    expect(
      saidBy(
        accessAuthoritativeRule,
        made("google_project_iam_policy.A", { project: "acme-ml", policy_data: "{}" }),
      )[0],
    ).toContain('all roles on project "acme-ml" are now as');
  });

  test("that take a role from one member", () => {
    const removal = { project: "p", role: "roles/editor", member: "user:eve@example.com" };
    expect(saidBy(accessAuthoritativeRule, made("google_project_iam_member_remove.R", removal))).toEqual([
      'narrowed: "user:eve@example.com" can no longer change nearly everything in project "p", if that is so until now',
    ]);
    expect(saidBy(accessAuthoritativeRule, gone("google_project_iam_member_remove.R", removal))).toEqual([]);
  });

  test("are told once", () => {
    expect(saidBy(accessAuthoritativeRule, kept(`${IAM}_binding.A`, binding))).toEqual([]);
    expect(
      saidBy(accessAuthoritativeRule, gone(`${IAM}_binding.A`, binding), made(`${IAM}_binding.B`, binding)),
    ).toEqual([]);
    expect(saidBy(accessAuthoritativeRule, made(`${IAM}_member.A`, member("user:a@example.com")))).toEqual([]);
  });
});

describe("keys and accounts", () => {
  const account = { service_account_id: "projects/p/serviceAccounts/ci@p.iam.gserviceaccount.com" };

  test("that are made, replaced and deleted", () => {
    const effects = (...resources: readonly PlannedResource[]): readonly string[] =>
      findingsOf(accessKeysRule, ...resources).map(({ effect }) => effect);
    expect(saidBy(accessKeysRule, made("google_service_account_key.K", account))[0]).toContain(
      'widened: a key of service account "ci@p.iam.gserviceaccount.com" is made',
    );
    expect(
      saidBy(accessKeysRule, made("google_service_account_key.K", { ...account, public_key_data: "x" }))[0],
    ).toContain("is put in");
    expect(
      effects(made("google_storage_hmac_key.K", { service_account_email: "ci@p.iam.gserviceaccount.com" })),
    ).toEqual(["widened"]);
    expect(
      effects({
        address: "google_service_account_key.K",
        before: account,
        after: account,
        actions: ["delete", "create"],
      }),
    ).toEqual(["changed"]);
    expect(effects(gone("google_service_account_key.K", account))).toEqual(["narrowed"]);
    expect(effects(kept("google_service_account_key.K", account))).toEqual([]);
  });

  test("that get back what was taken from them", () => {
    const type = "google_project_default_service_accounts.D";
    const accounts = { project: "acme-ml", action: "DEPRIVILEGE", restore_policy: "REVERT" };
    expect(saidBy(accessKeysRule, gone(type, accounts))[0]).toMatch(
      /^widened: the default service accounts of project "acme-ml" get back/,
    );
    expect(saidBy(accessKeysRule, gone(type, { ...accounts, restore_policy: "NONE" }))).toEqual([]);
    expect(saidBy(accessKeysRule, kept(type, accounts))).toEqual([]);
  });

  test("that are deleted, or made anew under the same name, take their roles with them", () => {
    const account = { account_id: "ci", email: "ci@p.iam.gserviceaccount.com" };
    const said = (after: object | undefined, actions: readonly string[]): readonly string[] =>
      saidBy(accessKeysRule, {
        address: "google_service_account.Ci",
        before: account,
        actions,
        ...(after === undefined ? {} : { after }),
      });
    expect(said(undefined, ["delete"])).toEqual([
      'narrowed: service account "ci@p.iam.gserviceaccount.com" is deleted: ' +
        "what runs as it loses all roles that it has",
    ]);
    expect(said(account, ["delete", "create"])[0]).toMatch(
      /^narrowed: .* gets none of them by grants that are shown as unchanged$/,
    );
    expect(said({ ...account, display_name: "CI" }, ["update"])).toEqual([]);
  });

  test("of people who log in to hosts", () => {
    const key = (text: string): object => ({ user: "eve@example.com", key: text });
    expect(saidBy(accessKeysRule, made("google_os_login_ssh_public_key.K", key("ssh-rsa A")))).toEqual([
      'widened: an SSH key of "eve@example.com" is put in: ' +
        "whoever holds the private half is that account, from anywhere",
    ]);
    expect(
      saidBy(accessKeysRule, {
        address: "google_os_login_ssh_public_key.K",
        before: key("ssh-rsa A"),
        after: key("ssh-rsa B"),
        actions: ["delete", "create"],
      })[0],
    ).toMatch(/^widened: another key takes the place/);
    expect(saidBy(accessKeysRule, gone("google_os_login_ssh_public_key.K", key("ssh-rsa A")))[0]).toMatch(/^narrowed/);
  });

  test("that are switched on and off", () => {
    const turn = (before: unknown, after: unknown, unknown: object = {}): readonly string[] =>
      findingsOf(accessKeysRule, {
        address: "google_service_account.A",
        before: { email: "a@p", disabled: before },
        after: { email: "a@p", disabled: after },
        unknown,
      }).map(({ effect }) => effect);
    expect([turn(true, false), turn(false, true), turn(false, null), turn(false, null, { disabled: true })]).toEqual([
      ["widened"],
      ["narrowed"],
      [],
      ["unknown"],
    ]);
  });
});

describe("hosts", () => {
  const effects = (
    before: object | undefined,
    after: object,
    extra: Partial<PlannedResource> = {},
  ): readonly string[] =>
    findingsOf(accessHostsRule, {
      address: "google_compute_instance.Vm",
      after,
      ...(before === undefined ? {} : { before }),
      ...extra,
    }).map(({ effect, key }) => `${effect} ${key.split(":").at(-1) ?? ""}`);

  test("get SSH keys, start scripts and identities", () => {
    expect(effects({ name: "vm" }, { name: "vm", metadata: { "ssh-keys": "eve:ssh-rsa x" } })).toEqual([
      "widened ssh-keys+new",
    ]);
    expect(effects(undefined, { name: "vm", metadata: { "ssh-keys": "eve:ssh-rsa x" } })).toEqual([
      "widened ssh-keys+new",
    ]);
    expect(effects({ name: "vm", metadata: { "ssh-keys": "x" } }, { name: "vm" })).toEqual(["narrowed ssh-keys+gone"]);
    expect(effects({ name: "vm", metadata_startup_script: "a" }, { name: "vm", metadata_startup_script: "b" })).toEqual(
      ["unknown startup-script+changed"],
    );
    expect(
      effects({ name: "vm", service_account: [{ email: "a@p" }] }, { name: "vm", service_account: [{ email: "b@p" }] }),
    ).toEqual(["unknown runs+as+b@p"]);
    expect(
      effects({ name: "vm", service_account: [{ email: "a@p" }] }, { name: "vm", service_account: [{ email: "a@p" }] }),
    ).toEqual([]);
    expect(
      effects(
        { name: "vm", service_account: [{ email: "a@p" }] },
        { name: "vm", service_account: [{}] },
        { unknown: { service_account: [{ email: true }] } },
      ),
    ).toEqual(["unknown identity+unknown"]);
  });

  test("get fewer SSH keys, other scripts when they stop, and tokens that are good for more", () => {
    const keys = (text: string): object => ({ name: "vm", metadata: { "ssh-keys": text } });
    expect(effects(keys("a:ssh-rsa x\nb:ssh-rsa y"), keys("b:ssh-rsa y"))).toEqual(["narrowed ssh-keys+fewer"]);
    expect(effects(keys("a:ssh-rsa x"), keys("a:ssh-rsa z"))).toEqual(["widened ssh-keys+changed"]);
    expect(effects({ name: "vm" }, { name: "vm", metadata: { "shutdown-script": "a" } })).toEqual([
      "unknown shutdown-script+changed",
    ]);
    const scopes = (...all: readonly string[]): object => ({
      name: "vm",
      service_account: [{ email: "a@p", scopes: all }],
    });
    expect([effects(scopes("a"), scopes("a", "b")), effects(scopes("a", "b"), scopes("a"))]).toEqual([
      ["unknown scopes+a+b"],
      ["narrowed scopes+a"],
    ]);
  });

  test("whose metadata are a secret", () => {
    const secret = (one: string): object => ({ name: "vm", metadata: { "ssh-keys": one } });
    expect(effects(secret("a"), secret("b"), { sensitive: { metadata: true } })).toEqual(["unknown metadata+unknown"]);
    expect(effects(secret("a"), { ...secret("a"), description: "other" }, { sensitive: { metadata: true } })).toEqual(
      [],
    );
    expect(
      effects(
        { name: "vm", metadata_startup_script: "a" },
        { name: "vm", metadata_startup_script: "b" },
        { computed: ["metadata"] },
      ),
    ).toEqual(["unknown startup-script+changed"]);
  });

  test("run what somebody else's code says", () => {
    const turn = (type: string, before: object | undefined, after: object | undefined): readonly string[] =>
      findingsOf(accessHostsRule, {
        address: `${type}.X`,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      }).map(({ effect }) => effect);
    const trigger = (extra: object = {}): object => ({
      name: "t",
      github: [{ name: "app", push: [{ branch: "^main$" }] }],
      ...extra,
    });
    const TRIGGER = "google_cloudbuild_trigger";
    expect([
      turn(TRIGGER, undefined, trigger()),
      turn(TRIGGER, trigger({ disabled: true }), trigger()),
      turn(TRIGGER, trigger(), undefined),
    ]).toEqual([["widened"], ["widened"], ["narrowed"]]);
    expect(turn(TRIGGER, trigger(), trigger({ github: [{ name: "app", pull_request: [{ branch: ".*" }] }] }))).toEqual([
      "unknown",
    ]);
    expect([
      turn(TRIGGER, trigger(), trigger({ description: "other" })),
      turn(TRIGGER, undefined, trigger({ disabled: true })),
    ]).toEqual([[], []]);
    expect(
      turn(
        "google_cloudbuildv2_repository",
        { name: "r", remote_uri: "https://a.example" },
        { name: "r", remote_uri: "https://b.example" },
      ),
    ).toEqual(["unknown"]);
  });

  test.each(["google_container_node_pool node_config", "google_container_cluster node_config"])(
    "of %s run as another account",
    (one) => {
      const [type = "", block = ""] = one.split(" ");
      const body = (account: string): object => ({ name: "n", [block]: [{ service_account: account }] });
      expect(
        findingsOf(accessHostsRule, { address: `${type}.X`, before: body("a@p"), after: body("b@p") }).map(
          ({ effect }) => effect,
        ),
      ).toEqual(["unknown"]);
    },
  );

  test("of a whole project", () => {
    const script = made("google_compute_project_metadata_item.I", { key: "startup-script", value: "x" });
    expect(findingsOf(accessHostsRule, script).map(({ effect }) => effect)).toEqual(["unknown"]);
    const item = made("google_compute_project_metadata_item.I", { key: "ssh-keys", value: "eve:ssh-rsa x" });
    expect(findingsOf(accessHostsRule, item).map(({ effect }) => effect)).toEqual(["widened"]);
  });
});

test("custom roles gain and lose permissions", () => {
  const role = (permissions: readonly string[], extra: object = {}): object => ({
    role_id: "uploader",
    permissions,
    ...extra,
  });
  const said = (before: object, after: object, unknown: object = {}): readonly string[] =>
    saidBy(accessCustomRolesRule, { address: "google_project_iam_custom_role.R", before, after, unknown });
  expect(said(role(["a.b"]), role(["a.b", "c.d"]))).toEqual([
    'widened: everybody who has custom role "uploader" gets permission "c.d"',
  ]);
  expect(said(role(["a.b", "c.d"]), role(["c.d"]))).toEqual([
    'narrowed: everybody who has custom role "uploader" loses permission "a.b"',
  ]);
  expect(said(role(["a.b", "c.d"]), role(["c.d", "a.b"]))).toEqual([]);
  expect(said(role(["a"], { stage: "DISABLED" }), role(["a"], { stage: "GA" }))[0]).toMatch(
    /^widened: .*switched on again/,
  );
  expect(saidBy(accessCustomRolesRule, gone("google_project_iam_custom_role.R", role(["a"])))).toEqual([
    'narrowed: custom role "uploader" is deleted, for all who have it',
  ]);
  expect(said(role(["a"]), { role_id: "uploader" }, { permissions: true })[0]).toMatch(/^unknown/);
});

describe("identities from outside", () => {
  const provider = (extra: object): object => ({
    workload_identity_pool_provider_id: "github",
    oidc: [{ issuer_uri: "https://token.example" }],
    ...extra,
  });
  const effects = (before: object | undefined, after: object | undefined, unknown: object = {}): readonly string[] =>
    findingsOf(accessFederationRule, {
      address: "google_iam_workload_identity_pool_provider.P",
      unknown,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    }).map(({ effect }) => effect);
  const repository = "assertion.repository == 'acme/app'";
  const only = provider({ attribute_condition: repository });

  test("are let in by new providers, and by those that lose or change their condition or issuer", () => {
    expect(effects(undefined, only)).toEqual(["widened"]);
    expect(
      saidBy(accessFederationRule, made("google_iam_workload_identity_pool_provider.P", provider({})))[0],
    ).toContain("has no condition");
    expect(effects(only, provider({}))).toEqual(["widened"]);
    expect(effects(provider({}), only)).toEqual(["narrowed"]);
    expect(effects(only, provider({ attribute_condition: "true" }))).toEqual(["widened"]);
    expect(effects(only, provider({ attribute_condition: "google.subject == 'eve'" }))).toEqual(["unknown"]);
    expect(effects(only, provider({ attribute_condition: `${repository} && a` }))).toEqual(["narrowed"]);
    expect(effects(only, provider({ attribute_condition: `( ${repository} )` }))).toEqual([]);
    expect(effects(only, provider({}), { attribute_condition: true })).toEqual(["unknown"]);
    expect(effects(only, { ...only, oidc: [{ issuer_uri: "https://other.example" }] })).toEqual(["unknown"]);
    expect(effects(only, undefined)).toEqual(["narrowed"]);
    expect(effects(only, { ...only, disabled: true })).toEqual(["narrowed"]);
    expect(effects({ ...only, disabled: true }, only)).toEqual(["widened"]);
    expect(effects(only, { ...only, description: "other" })).toEqual([]);
  });

  test("are let in by a pool that is switched on again", () => {
    const pool = { workload_identity_pool_id: "ci" };
    const said = saidBy(accessFederationRule, {
      address: "google_iam_workload_identity_pool.P",
      before: { ...pool, disabled: true },
      after: pool,
    });
    expect(said).toEqual(['widened: identity pool "ci" is switched on again']);
  });
});

describe("service perimeters", () => {
  const perimeter = (status: object | undefined): object => ({
    name: "accessPolicies/1/servicePerimeters/ml",
    title: "ml",
    ...(status === undefined ? {} : { status: [status] }),
  });
  const effects = (before: object | undefined, after: object | undefined, unknown: object = {}): readonly string[] =>
    findingsOf(accessPerimetersRule, {
      address: "google_access_context_manager_service_perimeter.P",
      unknown,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    }).map(({ effect }) => effect);
  const closed = { restricted_services: ["a", "b"], resources: ["projects/1"] };

  test("are opened and closed", () => {
    expect(effects(perimeter(closed), perimeter({ ...closed, restricted_services: ["a"] }))).toEqual(["widened"]);
    expect(effects(perimeter(closed), perimeter({ ...closed, resources: [] }))).toEqual(["widened"]);
    expect(effects(perimeter(closed), perimeter({ ...closed, access_levels: ["x"] }))).toEqual(["widened"]);
    expect(effects(perimeter(closed), perimeter({ ...closed, restricted_services: ["a", "b", "c"] }))).toEqual([
      "narrowed",
    ]);
    expect(effects(perimeter(closed), perimeter({ ...closed, egress_policies: [{ title: "all" }] }))).toEqual([
      "widened",
    ]);
    expect(effects(perimeter({ ...closed, ingress_policies: [{ title: "all" }] }), perimeter(closed))).toEqual([
      "narrowed",
    ]);
    expect(effects(perimeter(closed), perimeter(undefined))).toEqual(["widened"]);
    expect(effects(perimeter(closed), undefined)).toEqual(["widened"]);
    expect(effects(undefined, perimeter(closed))).toEqual(["narrowed"]);
    expect(effects(perimeter(closed), perimeter({ ...closed, restricted_services: ["b", "a"] }))).toEqual([]);
    expect(effects(perimeter(closed), perimeter(closed), { status: true })).toEqual(["unknown"]);
    const limited = { ...closed, vpc_accessible_services: [{ enable_restriction: true, allowed_services: ["a"] }] };
    expect(effects(perimeter(limited), perimeter(closed))).toEqual(["widened"]);
    expect(effects(perimeter(closed), perimeter(limited))).toEqual(["narrowed"]);
  });

  test("are tried out first, and enforced then", () => {
    const tried = { title: "ml", status: [], use_explicit_dry_run_spec: true, spec: [closed] };
    const enforced = perimeter({ ...closed, ingress_policies: [{ title: "deployers" }], access_levels: ["x"] });
    // Nothing was refused before, so what is let in now is no widening.
    expect(effects(tried, enforced)).toEqual(["narrowed"]);
    expect(effects(enforced, tried)).toEqual(["widened"]);
    expect(effects(undefined, tried)).toEqual(["changed"]);
    expect(effects(tried, { ...tried, spec: [{ ...closed, restricted_services: [] }] })).toEqual([]);
    expect(effects(tried, { ...tried, status: undefined }, { status: true })).toEqual(["unknown"]);
  });

  test("are bridged", () => {
    const bridge = (...resources: readonly string[]): object => ({
      ...perimeter({ resources }),
      perimeter_type: "PERIMETER_TYPE_BRIDGE",
    });
    expect(effects(undefined, bridge("projects/1", "projects/2"))).toEqual(["widened"]);
    expect(effects(bridge("projects/1"), bridge("projects/1", "projects/2"))).toEqual(["widened"]);
    expect(effects(bridge("projects/1", "projects/2"), bridge("projects/1"))).toEqual(["narrowed"]);
    expect(effects(bridge("projects/1"), undefined)).toEqual(["narrowed"]);
  });

  test("are opened by single policies, and by what takes a project out", () => {
    const turn = (type: string, before: boolean, after: boolean): readonly string[] =>
      findingsOf(accessPerimetersRule, {
        address: `google_access_context_manager_${type}.P`,
        ...(before ? { before: { perimeter_name: "ml", perimeter: "ml", resource: "projects/1" } } : {}),
        ...(after
          ? { after: { perimeter_name: "ml", perimeter: "ml", resource: before ? "projects/2" : "projects/1" } }
          : {}),
      }).map(({ effect }) => effect);
    expect([turn("service_perimeter_resource", true, false), turn("service_perimeter_resource", false, true)]).toEqual([
      ["widened"],
      ["narrowed"],
    ]);
    expect([
      turn("service_perimeter_egress_policy", true, false),
      turn("service_perimeter_egress_policy", false, true),
    ]).toEqual([["narrowed"], ["widened"]]);
    expect(turn("service_perimeter_ingress_policy", true, true)).toEqual(["unknown"]);
    expect([
      turn("access_level", true, true),
      turn("access_level", true, false),
      turn("access_level", false, true),
    ]).toEqual([["unknown"], ["unknown"], []]);
  });

  test("let remote repositories reach out", () => {
    const config = (policy: string): object => ({ project: "acme-ml", location: "us-central1", vpcsc_policy: policy });
    const said = (before: object | undefined, after: object | undefined, unknown: object = {}): readonly string[] =>
      saidBy(accessPerimetersRule, {
        address: "google_artifact_registry_vpcsc_config.C",
        unknown,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
    expect(said(undefined, config("ALLOW"))).toEqual([
      'widened: remote repositories in "acme-ml/us-central1" may now fetch from outside of their service perimeter',
    ]);
    expect(said(config("ALLOW"), config("DENY"))[0]).toMatch(/^narrowed/);
    expect(said(config("DENY"), { project: "acme-ml" }, { vpcsc_policy: true })[0]).toMatch(/^unknown/);
    expect(said(undefined, config("DENY"))).toEqual([]);
  });
});

describe("what a member can do already", () => {
  const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(accessGrantsRule, ...resources);
  const PROJECT = "google_project_iam_member";
  const inProject = (role: string, who = "user:a@example.com", extra: object = {}): object => ({
    project: "acme-ml",
    role,
    member: who,
    ...extra,
  });
  const expiring = { condition: [{ title: "t", expression: 'request.time < timestamp("2030-01-01T00:00:00Z")' }] };

  test("a smaller role in the place of a larger one takes, and gives nothing", () => {
    expect(
      said(gone(`${PROJECT}.A`, inProject("roles/editor")), made(`${PROJECT}.B`, inProject("roles/viewer"))),
    ).toEqual(['narrowed: "user:a@example.com" can no longer change nearly everything in project "acme-ml"']);
    expect(
      said({ address: `${PROJECT}.A`, before: inProject("roles/viewer"), after: inProject("roles/editor") }),
    ).toEqual(['widened: "user:a@example.com" can now change nearly everything in project "acme-ml"']);
  });

  test("a role on one repository in the place of one in the whole project", () => {
    const reader = "roles/artifactregistry.reader";
    const onOne = member("user:a@example.com", { role: reader });
    expect(said(gone(`${PROJECT}.A`, inProject(reader)), made(`${IAM}_member.B`, onOne))).toEqual([
      'narrowed: "user:a@example.com" can no longer install from every repository in project "acme-ml"',
    ]);
    expect(said(gone(`${IAM}_member.B`, onOne), made(`${PROJECT}.A`, inProject("roles/owner")))).toEqual([
      'widened: "user:a@example.com" can now do everything in project "acme-ml"',
    ]);
    // Of another project nothing is known, nor of a resource that names none.
    expect(
      said(gone(`${PROJECT}.A`, { ...inProject(reader), project: "other" }), made(`${IAM}_member.B`, onOne)),
    ).toContain('widened: "user:a@example.com" can now install from repository "pypi"');
    const onBucket = { bucket: "b", role: "roles/storage.objectViewer", member: "user:a@example.com" };
    expect(
      said(
        gone(`${PROJECT}.A`, inProject("roles/storage.objectViewer")),
        made("google_storage_bucket_iam_member.B", onBucket),
      ),
    ).toContain('widened: "user:a@example.com" can now read the objects of bucket "b"');
  });

  test("somebody in the place of everybody", () => {
    const onBucket = (who: string): object => ({ bucket: "b", role: "roles/storage.objectViewer", member: who });
    const address = "google_storage_bucket_iam_member.A";
    const moved = (one: string, other: string): readonly string[] =>
      said({ address, before: onBucket(one), after: onBucket(other) }).map((text) => text.split(":", 1)[0] ?? "");
    const pool = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p";
    expect(moved("allUsers", "group:a@example.com")).toEqual(["narrowed"]);
    expect(moved("allUsers", "allAuthenticatedUsers")).toEqual(["narrowed"]);
    expect(moved("allAuthenticatedUsers", "domain:example.com")).toEqual(["narrowed"]);
    expect(moved(`principalSet://${pool}/*`, `principal://${pool}/subject/x`)).toEqual(["narrowed"]);
    // Who signs in elsewhere has no Google account; and of other pools nobody is in this one.
    expect(moved("allAuthenticatedUsers", `principal://${pool}/subject/x`)).toEqual(["narrowed", "widened"]);
    expect(moved(`principalSet://${pool}/*`, `principal://${pool}2/subject/x`)).toEqual(["narrowed", "widened"]);
    expect(moved("group:a@example.com", "allUsers")).toEqual(["widened"]);
    expect(moved("allAuthenticatedUsers", "allUsers")).toEqual(["widened"]);
  });

  test("only as long as a larger role lasts", () => {
    expect(
      said(
        kept(`${PROJECT}.A`, inProject("roles/owner", "user:a@example.com", expiring)),
        made(`${PROJECT}.B`, inProject("roles/viewer")),
      ),
    ).toEqual([
      'widened: "user:a@example.com" can now always read nearly everything in project "acme-ml", ' +
        'until now when "request.time < timestamp(\\"2030-01-01T00:00:00Z\\")"',
    ]);
    expect(
      said(
        gone(`${PROJECT}.B`, inProject("roles/viewer")),
        kept(`${PROJECT}.A`, inProject("roles/owner", "user:a@example.com", expiring)),
      ),
    ).toEqual([
      'narrowed: "user:a@example.com" can now read nearly everything in project "acme-ml" only when "request.time ' +
        '< timestamp(\\"2030-01-01T00:00:00Z\\")"',
    ]);
  });

  test("lists of datasets and objects", () => {
    const dataset = (role: string, who: object): object => ({
      dataset_id: "d",
      project: "p",
      access: [{ role, ...who }],
    });
    const address = "google_bigquery_dataset.D";
    const domain = { domain: "example.com" };
    expect(said({ address, before: dataset("WRITER", domain), after: dataset("READER", domain) })).toEqual([
      'narrowed: "domain:example.com" can no longer read and change dataset "d"',
    ]);
    const entry = (entity: string): object => ({ bucket: "b", object: "o", role: "READER", entity });
    expect(said(made("google_storage_object_access_control.A", entry("allUsers")))).toEqual([
      'widened: everybody on the internet (allUsers) can now read object "b/o"',
    ]);
  });

  test("both ready-made lists of a bucket", () => {
    const list = { bucket: "b", predefined_acl: "private", default_acl: "publicRead" };
    expect(said(made("google_storage_bucket_acl.A", list))).toHaveLength(1);
  });
});

describe("custom roles that are switched off", () => {
  const said = (...resources: readonly PlannedResource[]): readonly string[] =>
    saidBy(accessCustomRolesRule, ...resources);
  const role = (stage: string, ...permissions: readonly string[]): object => ({
    role_id: "r",
    project: "acme-ml",
    stage,
    permissions,
  });
  const address = "google_project_iam_custom_role.R";

  test("give nothing, whatever is in them", () => {
    expect(said({ address, before: role("DISABLED", "a.b"), after: role("DISABLED", "a.b", "c.d") })).toEqual([]);
    expect(said({ address, before: role("GA", "a.b"), after: role("DISABLED", "a.b", "c.d") })).toEqual([
      'narrowed: custom role "r" is switched off',
    ]);
    const has = kept("google_project_iam_member.M", {
      project: "acme-ml",
      role: "projects/acme-ml/roles/r",
      member: "user:a@example.com",
    });
    expect(said(has, made(address, role("DISABLED", "a.b")))).toEqual([]);
    expect(said(has, made(address, role("GA", "a.b")))).toHaveLength(1);
  });

  test("give all that is in them once they are switched on", () => {
    expect(said({ address, before: role("DISABLED", "a.b"), after: role("GA", "a.b", "c.d") })).toEqual([
      'widened: everybody who has custom role "r" gets permission "c.d"',
      'widened: custom role "r" is switched on again, for all who have it',
    ]);
  });
});
