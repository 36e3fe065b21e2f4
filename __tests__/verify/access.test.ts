import { textReport } from "../../lib/verify";
import { run, startedDouble } from "./run";

const double = startedDouble();
const bind = (role: string, ...members: string[]) => ({ role, members });

test("readers and those who can lift the lock are listed, which is no difference", async () => {
  double().projectPolicy = {
    bindings: [
      bind("roles/viewer", "user:vera@example.com"),
      bind("roles/editor", "user:ed@example.com"),
      {
        ...bind("roles/artifactregistry.repoAdmin", "group:admins@example.com"),
        condition: { title: "hours", expression: "request.time < timestamp('2027-01-01T00:00:00Z')" },
      },
    ],
  };
  const { result, verdict } = await run(double());
  expect(verdict).toBe("same");
  expect(result.access).toEqual({
    access: [
      {
        level: "repository",
        role: "roles/artifactregistry.reader",
        powers: ["read"],
        members: ["group:ml@example.com"],
      },
      { level: "project", role: "roles/viewer", powers: ["read"], members: ["user:vera@example.com"] },
      {
        level: "project",
        role: "roles/editor",
        powers: ["read", "change-rules", "replace"],
        members: ["user:ed@example.com"],
      },
      {
        level: "project",
        role: "roles/artifactregistry.repoAdmin",
        powers: ["read", "change-rules"],
        members: ["group:admins@example.com"],
        condition: "request.time < timestamp('2027-01-01T00:00:00Z')",
      },
    ],
    findings: [],
    unknown: [],
  });
  expect(textReport(result)).toContain(
    "folders and on the organization above the project reach the repository too, and cannot be seen",
  );
});

test.each([
  ["repository", "allUsers", "roles/artifactregistry.reader"],
  ["repository", "allAuthenticatedUsers", "roles/artifactregistry.repoAdmin"],
  ["project", "allAuthenticatedUsers", "roles/viewer"],
])("on the %s, %s with %s is a difference", async (level, member, role) => {
  const policy = { bindings: [bind(role, "user:a@example.com", member)] };
  if (level === "project") double().projectPolicy = policy;
  else double().remote.policy = policy;
  const { result, verdict } = await run(double());
  expect(verdict).toBe("different");
  expect(result.access.findings).toEqual([
    expect.stringMatching(new RegExp(`^"${member}" has "${role}" on the ${level}: everybody can read`)),
  ]);
});

test("a default account that can lift the lock is a difference; one that only reads is not", async () => {
  const account = "serviceAccount:123456789012-compute@developer.gserviceaccount.com";
  double().projectPolicy = {
    bindings: [
      bind("roles/artifactregistry.reader", account),
      bind("roles/editor", account, "serviceAccount:deployer@acme-ml.iam.gserviceaccount.com"),
    ],
  };
  const { result, verdict } = await run(double());
  expect(verdict).toBe("different");
  expect(result.access.findings).toEqual([
    `"${account}" has "roles/editor" on the project: workloads run as it unless told otherwise, ` +
      "and can change rules, replace the repository",
  ]);
});

describe("other roles", () => {
  test("are asked for, once each", async () => {
    double().roles.set("projects/acme-ml/roles/puller", ["artifactregistry.files.download", "x.y.z"]);
    double().roles.set("roles/compute.viewer", ["compute.instances.get"]);
    double().projectPolicy = {
      bindings: [
        bind("projects/acme-ml/roles/puller", "user:a@example.com"),
        bind("roles/compute.viewer", "user:b@example.com"),
        bind("projects/acme-ml/roles/puller", "user:c@example.com"),
      ],
    };
    const { result, verdict } = await run(double());
    expect(verdict).toBe("same");
    expect(result.access.access.slice(1)).toMatchObject([
      { powers: ["read"], members: ["user:a@example.com"] },
      { members: ["user:c@example.com"] },
    ]);
    expect(double().requests.filter(({ path }) => path.startsWith("/v1/projects/acme-ml/roles/"))).toHaveLength(1);
  });

  test.each(["organizations/123/roles/secret", "roles/unheard.of", "../../v1/x", "roles/a/b"])(
    "that cannot be read are unknown: %s",
    async (role) => {
      double().projectPolicy = { bindings: [bind(role, "user:a@example.com")] };
      const { result, verdict } = await run(double());
      expect(verdict).toBe("unknown");
      expect(result.access.unknown).toEqual([expect.stringMatching(/^what ".*" on the project lets 1 member do: /)]);
      expect(double().requests.some(({ path }) => path.includes(".."))).toBe(false);
    },
  );

  test("that cannot be read and everybody has are a difference", async () => {
    double().projectPolicy = { bindings: [bind("organizations/123/roles/secret", "allUsers")] };
    expect((await run(double())).verdict).toBe("different");
  });

  test("another role's answer is not taken for this one's", async () => {
    double().projectPolicy = { bindings: [bind("roles/some.thing", "user:a@example.com")] };
    double().fail(/roles\/some/, 200, { name: "roles/other", includedPermissions: [] });
    expect((await run(double())).verdict).toBe("unknown");
  });
});

describe("policies that cannot be read", () => {
  test("of the project: could not tell, with the permission that it needs", async () => {
    double().fail(/projects\/acme-ml:getIamPolicy/, 403);
    const { result, verdict } = await run(double());
    expect(verdict).toBe("unknown");
    expect(result.access.unknown).toEqual([
      expect.stringMatching(/^who has access through the project: .*resourcemanager\.projects\.getIamPolicy$/),
    ]);
  });

  test("of the repository", async () => {
    double().fail(/python-remote-repo:getIamPolicy/, 403);
    const { result, verdict } = await run(double());
    expect(verdict).toBe("unknown");
    expect(result.access.unknown[0]).toContain("artifactregistry.repositories.getIamPolicy");
  });

  test.each([
    [{ bindings: {} }],
    [{ bindings: ["x"] }],
    [{ bindings: [{ role: "roles/viewer", members: "allUsers" }] }],
    [{ bindings: [{ members: ["allUsers"] }] }],
  ])("malformed: %j", async (policy) => {
    double().projectPolicy = policy;
    expect((await run(double())).verdict).toBe("unknown");
  });
});
