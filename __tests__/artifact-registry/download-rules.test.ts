import { Aspects, TerraformLocal } from "cdktf";
import type { TerraformResource, TerraformStack } from "cdktf";
import * as fc from "fast-check";
import {
  DockerStandardRepository,
  DownloadPolicy,
  DownloadRules,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonUpstream,
  PythonVirtualRepository,
} from "../../lib/artifact-registry";
import type { ArtifactRegistryRule, IPythonRepository } from "../../lib/artifact-registry";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedBlock, SynthesizedStack } from "../support/synth-app";

const RULE = "google_artifact_registry_rule";
const MEMBER = "google_artifact_registry_repository_iam_member";
const READERS = Principal.group("ml-engineers@example.com");

function remote(stack: TerraformStack, packages: AllowedPackages): PythonRemoteRepository {
  return new PythonRemoteRepository(stack, "Pypi", {
    repositoryName: "pypi",
    location: LOCATION,
    downloads: DownloadPolicy.allowOnly(packages),
  });
}

function rules(stack: SynthesizedStack, action: string): readonly SynthesizedBlock[] {
  return stack.resources(RULE).filter(({ body }) => body.action === action);
}

function lifecycle({ body }: SynthesizedBlock): unknown {
  return body.lifecycle;
}

describe("download rules of a remote repository", () => {
  const stack = synthStack((scope) => {
    remote(scope, AllowedPackages.fromNames(["Flask", "typing_extensions"])).grantRead(READERS);
  });
  const repository = stack.resource("google_artifact_registry_repository");
  const [deny] = rules(stack, "DENY");
  if (deny === undefined) throw new Error("no DENY");

  test("one DENY for the repository that waits for nothing else", () => {
    expect(rules(stack, "DENY")).toHaveLength(1);
    expect(deny.body).toEqual({
      "//": expect.anything(),
      action: "DENY",
      deletion_policy: "DELETE",
      depends_on: [repository.address],
      lifecycle: { replace_triggered_by: [`${repository.address}.id`] },
      location: LOCATION,
      operation: "DOWNLOAD",
      project: PROJECT,
      repository_id: "pypi",
      rule_id: "pypi-deny-all",
    });
  });

  test("one ALLOW for each package, under its normal name, after the DENY and replaced with it", () => {
    expect(rules(stack, "ALLOW").map(({ body }) => [body.package_id, body.rule_id, body.deletion_policy])).toEqual([
      ["flask", "pypi-flask", "DELETE"],
      ["typing-extensions", "pypi-typing-extensions", "DELETE"],
    ]);
    for (const allow of rules(stack, "ALLOW")) {
      expect(allow.body.depends_on).toEqual([deny.address]);
      expect(lifecycle(allow)).toEqual({ replace_triggered_by: [`${repository.address}.id`, `${deny.address}.id`] });
    }
  });

  test("whoever may read is let in after the DENY and goes with it", () => {
    const member = stack.resource(MEMBER);
    expect(member.body.depends_on).toEqual([deny.address]);
    expect(lifecycle(member)).toEqual({ replace_triggered_by: [`${repository.address}.id`, `${deny.address}.id`] });
  });
});

describe("versions", () => {
  const oneOf = (...ids: readonly string[]): string => ids.map((id) => `pkg.version.id == "${id}"`).join(" || ");

  test("each is an equality of its own, in every spelling that is equal to it, joined by ||", () => {
    const stack = synthStack((scope) => {
      const locked = AllowedPackages.fromLockfile(`${__dirname}/two-versions.txt`);
      remote(scope, locked);
    });
    expect(rules(stack, "ALLOW").map(({ body }) => body.condition)).toEqual([
      { expression: oneOf("1.26.4", "1.26.4.0", "2.2", "2.2.0", "2.2.0.0") },
      { expression: oneOf("1.17", "1.17.0", "1.17.0.0") },
    ]);
  });

  test("any version is an ALLOW without condition", () => {
    const stack = synthStack((scope) => {
      remote(scope, AllowedPackages.fromNames(["six"]));
    });
    expect(rules(stack, "ALLOW")[0]?.body).not.toHaveProperty("condition");
  });
});

describe("names of rules", () => {
  test("a package called deny-all meets neither the DENY nor another package", () => {
    const stack = synthStack((scope) => {
      remote(
        scope,
        AllowedPackages.fromNames([
          "deny-all",
          "deny-all-package",
          "resource",
          "default",
          "grants",
          "allow",
          "constructor",
        ]),
      );
    });
    const ids = stack.resources(RULE).map(({ body }) => body.rule_id);
    expect(new Set(ids).size).toBe(8);
    expect(stack.count(RULE)).toBe(8);
    expect(rules(stack, "ALLOW").map(({ body }) => body.package_id)).toContain("deny-all");
  });

  test("a name that makes the rule's name too long is refused", () => {
    expect(() =>
      synthStack((scope) => {
        remote(scope, AllowedPackages.fromNames(["a".repeat(252)]));
      }),
    ).toThrow("the rule's name would have 257 characters; at most 256 are allowed [registry/Pypi/Downloads]");
  });

  test("none of the package names of a list merges with another", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/).filter((text) => !text.includes("--"));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), (names) => {
        const stack = synthApp((app) => {
          remote(googleStack(app, "registry"), AllowedPackages.fromNames(names));
        }).stack();
        expect(
          rules(stack, "ALLOW")
            .map(({ body }) => body.package_id)
            .sort(),
        ).toEqual([...names].sort());
        expect(new Set(stack.resources(RULE).map(({ body }) => body.rule_id)).size).toBe(names.length + 1);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a change of the list", () => {
  const json = (packages: AllowedPackages): Record<string, unknown> =>
    Object.fromEntries(
      synthStack((scope) => {
        remote(scope, packages).grantRead(READERS);
      })
        .resources()
        .map(({ address, body }) => [address, body]),
    );
  const changed = (before: Record<string, unknown>, after: Record<string, unknown>): unknown[] =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (address) => JSON.stringify(before[address]) !== JSON.stringify(after[address]),
    );
  const before = json(AllowedPackages.fromNames(["flask", "six", "numpy"]));

  test("in its order changes nothing", () => {
    expect(changed(before, json(AllowedPackages.fromNames(["numpy", "six", "flask", "Six"])))).toEqual([]);
  });

  test("by one package changes its own rule only", () => {
    const rule = expect.stringMatching(/^google_artifact_registry_rule\.Pypi_Downloads_Allow_(attrs|numpy|six)_/);
    expect(changed(before, json(AllowedPackages.fromNames(["flask", "six", "numpy", "attrs"])))).toEqual([rule]);
    expect(changed(before, json(AllowedPackages.fromNames(["flask", "six"])))).toEqual([rule]);
    const pinned = AllowedPackages.fromNames(["flask", "six", "numpy"])
      .without("six", "numpy")
      .union(AllowedPackages.fromLockfile(`${__dirname}/two-versions.txt`));
    expect(changed(before, json(pinned))).toEqual([rule, rule]);
  });
});

describe("a rule of a package", () => {
  test("can be overridden, also by what another stack makes", () => {
    const app = synthApp((scope) => {
      const other = new PythonStandardRepository(googleStack(scope, "other"), "Own", {
        repositoryName: "own",
        location: LOCATION,
      });
      const pypi = remote(googleStack(scope, "registry"), AllowedPackages.fromNames(["six"]));
      const rule = pypi.node.findChild("Downloads").node.findChild("Allow").node.findChild("six") as TerraformResource;
      rule.addOverride("timeouts.create", "30m");
      rule.addOverride("condition.title", (other.node.defaultChild as TerraformResource).getStringAttribute("name"));
    });
    const [allow] = rules(app.stack("registry"), "ALLOW");
    expect(allow?.body).toMatchObject({
      timeouts: { create: "30m" },
      condition: { title: expect.stringMatching(/^\$\{data\.terraform_remote_state\./) },
    });
  });

  const ruleOf = ({ node }: PythonRemoteRepository) =>
    node.findChild("Downloads").node.findChild("Allow").node.findChild("six") as ArtifactRegistryRule;

  test("can be overridden from its stack", () => {
    const stack = synthStack((scope) => {
      const name = ruleOf(remote(scope, AllowedPackages.fromNames(["six"]))).friendlyUniqueId;
      scope.addOverride(`resource.${RULE}.${name}.lifecycle.prevent_destroy`, true);
      scope.addOverride(`resource.${RULE}.${name}.rule_id`, "by-hand");
    });
    const [allow] = rules(stack, "ALLOW");
    expect(allow?.body).toMatchObject({ package_id: "six", rule_id: "by-hand" });
    expect(allow?.body.lifecycle).toMatchObject({ prevent_destroy: true, replace_triggered_by: expect.any(Array) });
  });

  test("can be changed as late as by an aspect, imported, and made once for each of a list", () => {
    const stack = synthStack((scope) => {
      const rule = ruleOf(remote(scope, AllowedPackages.fromNames(["six"])));
      rule.importFrom("projects/p/locations/l/repositories/pypi/rules/six");
      const copies = new TerraformLocal(scope, "Copies", 2);
      Aspects.of(scope).add({
        visit(node) {
          if (node !== rule) return;
          rule.deletionPolicy = "PREVENT";
          rule.count = copies.asNumber;
        },
      });
    });
    const [allow] = rules(stack, "ALLOW");
    expect(allow?.body).toMatchObject({ deletion_policy: "PREVENT", count: "${local.Copies}" });
    expect(stack.json.import).toEqual([
      { id: "projects/p/locations/l/repositories/pypi/rules/six", to: allow?.address },
    ]);
  });
});

describe("an empty list", () => {
  test("denies everything", () => {
    const stack = synthStack((scope) => {
      remote(scope, AllowedPackages.none());
    });
    expect(stack.resources(RULE).map(({ body }) => body.action)).toEqual(["DENY"]);
  });
});

describe("rules on a repository that exists already", () => {
  const attributes = { repositoryName: "pypi", location: LOCATION, project: "other-project" };
  const packages = AllowedPackages.fromNames(["six"]);

  test.each(["before", "after"])("hold back readers that are granted %s them", (when) => {
    const stack = synthStack((scope) => {
      const repository = PythonRemoteRepository.fromRepositoryAttributes(scope, "Pypi", attributes);
      if (when === "before") repository.grantRead(READERS);
      new DownloadRules(scope, "Rules", { repository, packages });
      if (when === "after") repository.grantRead(READERS);
    });
    const [deny] = rules(stack, "DENY");
    expect(deny?.body).toMatchObject({ project: "other-project", repository_id: "pypi" });
    expect(deny?.body).not.toHaveProperty("depends_on");
    const member = stack.resource(MEMBER);
    expect(member.body.depends_on).toEqual([deny?.address]);
    expect(lifecycle(member)).toEqual({ replace_triggered_by: [`${String(deny?.address)}.id`] });
  });

  test("hold back a virtual repository that was there first", () => {
    const stack = synthStack((scope) => {
      const repository = PythonRemoteRepository.fromRepositoryAttributes(scope, "Pypi", attributes);
      new PythonVirtualRepository(scope, "Python", {
        repositoryName: "python",
        location: LOCATION,
        upstreams: [repository],
      });
      new DownloadRules(scope, "Rules", { repository, packages });
    });
    expect(stack.resource("google_artifact_registry_repository").body.depends_on).toContain(
      rules(stack, "DENY")[0]?.address,
    );
  });

  test("hold back a remote repository that was put before it, without replacing it", () => {
    const stack = synthStack((scope) => {
      const repository = PythonStandardRepository.fromRepositoryAttributes(scope, "Own", attributes);
      const upstream = PythonUpstream.artifactRegistry(repository);
      const downloads = DownloadPolicy.unrestricted("its upstream has the rules");
      new PythonRemoteRepository(scope, "Cache", { repositoryName: "cache", location: LOCATION, upstream, downloads });
      new DownloadRules(scope, "Rules", { repository, packages });
    });
    const { body } = stack.resource("google_artifact_registry_repository");
    expect(body.depends_on).toEqual([rules(stack, "DENY")[0]?.address]);
    expect(body).not.toHaveProperty("lifecycle");
  });

  test("are possible on a standard repository", () => {
    const stack = synthStack((scope) => {
      const repository = new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION });
      new DownloadRules(scope, "Rules", { repository, packages });
    });
    expect(stack.count(RULE)).toBe(2);
  });

  test("in another stack come first by the order of the stacks", () => {
    const app = synthApp((scope) => {
      const own = googleStack(scope, "rules");
      const repository = PythonRemoteRepository.fromRepositoryAttributes(own, "Pypi", attributes);
      new DownloadRules(own, "Rules", { repository, packages });
      const clients = googleStack(scope, "clients");
      new PythonVirtualRepository(clients, "Python", {
        repositoryName: "python",
        location: LOCATION,
        upstreams: [repository],
      });
    });
    expect(app.stack("clients").dependencies).toEqual(["rules"]);
    expect(app.stack("clients").resource("google_artifact_registry_repository").body.depends_on).toEqual([
      expect.stringMatching(/^terraform_data\./),
    ]);
    expect(JSON.stringify(app.stack("clients").json)).not.toContain("terraform_remote_state");
  });
});

describe("rules are refused", () => {
  const packages = AllowedPackages.fromNames(["six"]);

  test("on a virtual repository", () => {
    expect(() =>
      synthStack((scope) => {
        const attributes = { repositoryName: "python", location: LOCATION, project: PROJECT };
        const repository = PythonVirtualRepository.fromRepositoryAttributes(scope, "Python", attributes);
        new DownloadRules(scope, "Rules", { repository, packages });
      }),
    ).toThrow('repository "python": is virtual; put the rules on its upstreams, which it enforces [registry/Rules]');
  });

  test("on a repository that has some", () => {
    expect(() =>
      synthStack((scope) => {
        new DownloadRules(scope, "Rules", { repository: remote(scope, packages), packages });
      }),
    ).toThrow('repository "pypi": has download rules already');
  });

  test("in another stack than the repository, where a replacement would not be seen", () => {
    expect(() =>
      synthApp((app) => {
        const repository = new PythonStandardRepository(googleStack(app, "own"), "Own", {
          repositoryName: "own",
          location: LOCATION,
        });
        new DownloadRules(googleStack(app, "rules"), "Rules", { repository, packages });
      }),
    ).toThrow(
      'repository "own": is defined, or read by somebody, in another stack; ' +
        "define the rules in that stack [rules/Rules]",
    );
  });

  test("twice on one repository, also where it is imported twice", () => {
    expect(() =>
      synthStack((scope) => {
        for (const id of ["One", "Two"]) {
          const repository = PythonRemoteRepository.fromRepositoryAttributes(scope, id, {
            repositoryName: "pypi",
            location: LOCATION,
            project: PROJECT,
          });
          new DownloadRules(scope, `${id}Rules`, { repository, packages });
        }
      }),
    ).toThrow('repository "pypi": has download rules already');
  });

  test("on a repository of images", () => {
    expect(() =>
      synthStack((scope) => {
        const repository = new DockerStandardRepository(scope, "Images", {
          repositoryName: "images",
          location: LOCATION,
        });
        new DownloadRules(scope, "Rules", { repository, packages });
      }),
    ).toThrow('repository "images": holds DOCKER');
  });
});

test("where the provider abandons what is destroyed, no repository outlives its DENY", () => {
  const stack = synthStack((scope) => {
    const own = new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION });
    const pypi = remote(scope, AllowedPackages.none());
    new PythonVirtualRepository(scope, "Python", {
      repositoryName: "python",
      location: LOCATION,
      upstreams: [own, pypi],
    });
  });
  const policies = stack
    .resources("google_artifact_registry_repository")
    .map(({ body }) => [body.repository_id, body.deletion_policy]);
  expect(Object.fromEntries(policies)).toEqual({ own: undefined, pypi: "DELETE", python: "DELETE" });
});

describe("DownloadPolicy", () => {
  test.each([undefined, [], ["six"], "six", {}])("%p is no allow list", (packages) => {
    expect(() => DownloadPolicy.allowOnly(packages as unknown as AllowedPackages)).toThrow("needs an AllowedPackages");
  });

  test.each(["", "  ", undefined])("%p is no reason to let everything through", (reason) => {
    expect(() => DownloadPolicy.unrestricted(reason!)).toThrow("say why everything may be downloaded");
  });

  test.each([undefined, null, {}, { reason: "" }, { reason: "because" }, ["six"], { packages: ["six"] }])(
    "a remote repository with %p is refused",
    (downloads) => {
      expect(() =>
        synthStack((scope) => {
          new PythonRemoteRepository(scope, "Pypi", {
            repositoryName: "pypi",
            location: LOCATION,
            downloads: downloads as never,
          });
        }),
      ).toThrow(
        "downloads: say DownloadPolicy.allowOnly(packages), or DownloadPolicy.unrestricted(reason); " +
          "there is no default [registry/Pypi]",
      );
    },
  );

  test("without restriction there are no rules, and readers wait for the repository", () => {
    const stack = synthStack((scope) => {
      const downloads = DownloadPolicy.unrestricted("a sandbox for the security team");
      new PythonRemoteRepository(scope, "Pypi", { repositoryName: "pypi", location: LOCATION, downloads }).grantRead(
        READERS,
      );
    });
    expect(stack.count(RULE)).toBe(0);
    expect(stack.resource(MEMBER).body.depends_on).toEqual([
      stack.resource("google_artifact_registry_repository").address,
    ]);
  });
});

describe("the provider's version", () => {
  const synthWith = (version: string | undefined): (() => unknown) => {
    return () =>
      synthApp((app) => {
        const stack = googleStack(app, "registry");
        stack.addOverride("terraform.required_providers.google.version", version);
        remote(stack, AllowedPackages.fromNames(["six"]));
      });
  };

  test.each([
    ["6.50.0", "either raise it"],
    ["~> 6.0", "either raise it"],
    ["7.32.0", "either raise it"],
    ["latest", "either raise it"],
    [">= 7.33.0", "versions from 8.0.0 on were not compared with it"],
    ["8.0.0", "versions from 8.0.0 on were not compared with it"],
  ])("%s is refused, with both ways out", (version, mend) => {
    expect(synthWith(version)).toThrow(
      `provider google "${version}": download rules (google_artifact_registry_rule) need >= 7.33.0, < 8.0.0; ${mend}`,
    );
    expect(synthWith(version)).toThrow("serve a curated PythonStandardRepository");
  });

  test("the pin of the bindings is refused where nothing overrides it", () => {
    expect(synthWith(undefined)).toThrow('provider google "6.50.0"');
  });

  test.each(["7.45.0", "~> 7.33", ">= 7.33.0, < 8.0.0"])("%s passes", (version) => {
    expect(synthWith(version)).not.toThrow();
  });

  test("is of no matter without download rules", () => {
    expect(() =>
      synthApp((app) => {
        const stack = googleStack(app, "registry");
        stack.addOverride("terraform.required_providers.google.version", "6.50.0");
        const repository: IPythonRepository = new PythonStandardRepository(stack, "Own", {
          repositoryName: "own",
          location: LOCATION,
        });
        repository.grantRead(READERS);
      }),
    ).not.toThrow();
  });
});
