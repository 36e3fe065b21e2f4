/**
 * A plan as Terraform prints it that creates a repository, its DENY and an ALLOW for each of many packages: about 2 KiB
 * each.
 *
 * @param isThere whether all of it is there already, so that each package gets another version
 */
export function rulePlan(packages: number, isThere = false): string {
  const where = { location: "us-central1", project: "acme-ml" };
  const repository = "google_artifact_registry_repository.Pypi_Resource_6C2B7A10";
  const deny = "google_artifact_registry_rule.Pypi_Downloads_Deny_4B1C93AE";
  const provider = "registry.terraform.io/hashicorp/google";
  const resources = [
    {
      address: repository,
      after: {
        ...where,
        repository_id: "python-remote-repo",
        format: "PYTHON",
        mode: "REMOTE_REPOSITORY",
        remote_repository_config: [{ python_repository: [{ public_repository: "PYPI" }] }],
      },
      expressions: {},
      dependsOn: [],
    },
    { address: deny, after: rule("deny-all", "DENY"), expressions: references(), dependsOn: [] },
    ...Array.from({ length: packages }, (_, at) => {
      const name = `package-${at}`;
      const condition = [
        {
          description: null,
          expression: `pkg.version.id == "1.${at}.0" || pkg.version.id == "1.${at}.1"`,
          location: null,
          title: null,
        },
      ];
      const earlier = [{ ...condition[0], expression: `pkg.version.id == "1.${at}.0"` }];
      return {
        address: `google_artifact_registry_rule.Pypi_Downloads_Allow-${name}_7F6704D3`,
        before: { ...rule(name, "ALLOW"), package_id: name, condition: earlier },
        after: { ...rule(name, "ALLOW"), package_id: name, condition },
        expressions: {
          ...references(),
          package_id: { constant_value: name },
          condition: [{ expression: { constant_value: condition[0]?.expression } }],
        },
        dependsOn: [deny],
      };
    }),
  ];

  function rule(name: string, action: string): object {
    return {
      ...where,
      action,
      condition: [],
      deletion_policy: "DELETE",
      operation: "DOWNLOAD",
      repository_id: "python-remote-repo",
      rule_id: `python-remote-repo-${name}`,
      timeouts: null,
    };
  }

  function references(): object {
    const values = {
      action: { constant_value: "ALLOW" },
      location: { constant_value: "us-central1" },
      operation: { constant_value: "DOWNLOAD" },
      project: { constant_value: "acme-ml" },
    };
    return {
      ...values,
      repository_id: {
        constant_value: `\${${repository}.repository_id}`,
        references: [`${repository}.repository_id`, repository],
      },
    };
  }

  const was = (one: (typeof resources)[number]): object | null =>
    isThere ? ("before" in one ? one.before : one.after) : null;
  const state = (address: string, values: object): object => ({
    address,
    mode: "managed",
    type: type(address),
    name: name(address),
    provider_name: provider,
    schema_version: 0,
    values,
    sensitive_values: { condition: [{}] },
  });
  const priorState = (): object => {
    const all = resources.map((one) => state(one.address, was(one) ?? {}));
    return { format_version: "1.0", values: { root_module: { resources: all } } };
  };
  const [type, name] = [(address: string) => address.split(".")[0], (address: string) => address.split(".")[1]];
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: {
        resources: resources.map(({ address, after }) => state(address, after)),
      },
    },
    resource_changes: resources.map((one) => ({
      address: one.address,
      mode: "managed",
      type: type(one.address),
      name: name(one.address),
      provider_name: provider,
      change: {
        actions: [actionOf(was(one), one.after)],
        before: was(one),
        after: one.after,
        after_unknown: isThere ? { condition: [{}] } : { condition: [{}], id: true, name: true },
        before_sensitive: isThere ? { condition: [{}] } : false,
        after_sensitive: { condition: [{}] },
      },
    })),
    ...(isThere ? { prior_state: priorState() } : {}),
    configuration: {
      provider_config: {
        google: { name: "google", full_name: provider, expressions: { project: { constant_value: "acme-ml" } } },
      },
      root_module: {
        resources: resources.map(({ address, expressions, dependsOn }) => ({
          address,
          mode: "managed",
          type: type(address),
          name: name(address),
          provider_config_key: "google",
          expressions,
          schema_version: 0,
          ...(dependsOn.length === 0 ? {} : { depends_on: dependsOn }),
        })),
      },
    },
    timestamp: "2026-01-01T00:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
  });
}

function actionOf(before: object | null, after: object): string {
  if (before === null) return "create";
  return before === after ? "no-op" : "update";
}
