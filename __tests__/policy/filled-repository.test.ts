import { PolicySource } from "../../lib/policy";
import { TemporaryFolder } from "../packages/temporary-folder";

const folder = new TemporaryFolder();
const PLACE = { project: "acme-ml", location: "us-central1", format: "PYTHON" };
const PATH = "projects/acme-ml/locations/us-central1/repositories/curated";
const LIST = {
  six: { versions: ["1.17.0"], places: ["a.txt:1"] },
  numpy: { versions: ["1.26.4", "2.1.0"], places: [] },
};
const FILL = { input: { python_repository: PATH, packages: LIST } };
const CURATED = { ...PLACE, repository_id: "curated", mode: "STANDARD_REPOSITORY" };
const PYPI = {
  ...PLACE,
  repository_id: "pypi",
  mode: "REMOTE_REPOSITORY",
  remote_repository_config: { python_repository: { public_repository: "PYPI" } },
};

interface Parts {
  readonly fills?: Record<string, object>;
  readonly repositories?: Record<string, object>;
  readonly rules?: Record<string, object>;
}

function source({ fills = { Fill: FILL }, repositories = { Curated: CURATED }, rules = {} }: Parts = {}): PolicySource {
  const resource = {
    terraform_data: fills,
    google_artifact_registry_repository: repositories,
    google_artifact_registry_rule: rules,
  };
  return PolicySource.read(folder.write({ "cdk.tf.json": JSON.stringify({ terraform: {}, resource }) }));
}

const asked = (policies: PolicySource, repository?: string): readonly string[] => {
  const { policy } = policies.select(repository);
  return [
    policy.decide("Six", "1.17.0").outcome,
    policy.decide("six", "1.16.0").outcome,
    policy.decide("numpy", "2.1.0").outcome,
    policy.decide("numpy").outcome,
    policy.decide("idna", "3.0").outcome,
  ];
};

test("what fills a repository is all that can be downloaded from it", () => {
  expect(asked(source())).toEqual(["allowed", "denied", "allowed", "denied", "denied"]);
  const { policy } = source().select();
  expect(policy.decide("numpy")).toMatchObject({ versions: ["1.26.4", "2.1.0"] });
  expect(policy.decide("idna").reason).toBe("the locks that fill the repository do not list it");
  expect(policy.packageNames).toEqual(["numpy", "six"]);
});

test("rules on it forbid more, and allow nothing that is not there", () => {
  const rule = { ...PLACE, repository_id: "curated", operation: "DOWNLOAD" };
  const rules = {
    Deny: { ...rule, rule_id: "deny", action: "DENY" },
    Six: { ...rule, rule_id: "six", action: "ALLOW", package_id: "six" },
    Idna: { ...rule, rule_id: "idna", action: "ALLOW", package_id: "idna" },
  };
  expect(asked(source({ rules }))).toEqual(["allowed", "denied", "denied", "denied", "denied"]);
});

test.each<[string, Parts]>([
  ["of another repository", { fills: { Fill: { input: { ...FILL.input, python_repository: `${PATH}2` } } } }],
  ["of another project", { fills: { Fill: { input: { ...FILL.input, python_repository: PATH.replace("ml", "x") } } } }],
  ["that stands for several", { fills: { Fill: { ...FILL, count: 2 } } }],
])("a list %s says nothing of it", (_name, parts) => {
  expect(asked(source(parts))).toEqual(["allowed", "allowed", "allowed", "allowed", "allowed"]);
});

test("of a remote repository a list says nothing: it has more", () => {
  const input = { ...FILL.input, python_repository: PATH.replace("curated", "pypi") };
  const parts = { repositories: { Pypi: PYPI }, fills: { Fill: { input } } };
  expect(asked(source(parts))).toEqual(["allowed", "allowed", "allowed", "allowed", "allowed"]);
});

test.each<[string, Parts]>([
  ["is not known", { fills: { Fill: { input: { python_repository: PATH, packages: "${local.all}" } } } }],
  [
    "is known in part",
    { fills: { Fill: { input: { python_repository: PATH, packages: { six: { versions: "x" } } } } } },
  ],
  ["is said twice", { fills: { One: FILL, Other: FILL } }],
])("a list that %s leaves all open", (_name, parts) => {
  expect(asked(source(parts))).toEqual(["unknown", "unknown", "unknown", "unknown", "unknown"]);
});

describe("behind a virtual repository", () => {
  const upstream = (name: string, priority: number) => ({
    id: name,
    priority,
    repository: `projects/acme-ml/locations/us-central1/repositories/${name}`,
  });
  const virtual = (remote: object, rules: Record<string, object>, first = 200) =>
    source({
      repositories: {
        Curated: CURATED,
        Pypi: remote,
        All: {
          ...PLACE,
          repository_id: "all",
          mode: "VIRTUAL_REPOSITORY",
          virtual_repository_config: { upstream_policies: [upstream("curated", first), upstream("pypi", 100)] },
        },
      },
      rules,
    });

  test("it decides on what it holds; other versions may come from the next, or not", () => {
    expect(asked(virtual(PYPI, {}), "all")).toEqual(["allowed", "unknown", "allowed", "unknown", "allowed"]);
  });

  test("where the next denies, the list is all", () => {
    const deny = { ...PLACE, repository_id: "pypi", rule_id: "deny", action: "DENY", operation: "DOWNLOAD" };
    expect(asked(virtual(PYPI, { Deny: deny }), "all")).toEqual(["allowed", "denied", "allowed", "denied", "denied"]);
  });

  test("after a remote it is never asked", () => {
    const deny = { ...PLACE, repository_id: "pypi", rule_id: "deny", action: "DENY", operation: "DOWNLOAD" };
    expect(asked(virtual(PYPI, { Deny: deny }, 50), "all")).toEqual(Array.from({ length: 5 }, () => "denied"));
  });
});
