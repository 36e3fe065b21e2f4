import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { ArtifactRegistryRepositoryIamPolicy } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-policy";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { DataGoogleIamPolicy } from "@cdktf/provider-google/lib/data-google-iam-policy";
import { ProjectIamBinding } from "@cdktf/provider-google/lib/project-iam-binding";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import type { TerraformStack } from "cdktf";
import fc from "fast-check";
import {
  AptRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "../../lib/artifact-registry";
import { PythonHost } from "../../lib/compute";
import type { PythonHostProps } from "../../lib/compute";
import type { IPrincipal } from "../../lib/iam";
import { ServiceAccount } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import { SubnetDouble } from "./subnet-double";
import type { SubnetDoubleProps } from "./subnet-double";

const REQUIREMENTS = join(__dirname, "requirements.txt");
const HOST = { instanceName: "python-host", zone: "us-central1-a" };
const bootstrap = AllowedPackages.pipBootstrap();

function remote(scope: TerraformStack, packages = bootstrap) {
  const downloads = DownloadPolicy.allowOnly(packages);
  return new PythonRemoteRepository(scope, "Pypi", { repositoryName: "pypi", location: LOCATION, downloads });
}

/** A host on a subnet, with an index that lets pip's own packages through. */
function host(props: Partial<PythonHostProps> = {}, subnet?: SubnetDoubleProps) {
  return synthStack((scope) => {
    new PythonHost(scope, "Host", {
      ...HOST,
      subnet: new SubnetDouble(scope, "Subnet", subnet),
      index: remote(scope),
      ...props,
    });
  });
}

function refusal(define: () => void): string {
  try {
    define();
  } catch (error) {
    return String(error);
  }
  return "not refused";
}

let temporary = "";
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "python-host-"));
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(temporary, name);
  writeFileSync(path, text);
  return path;
}

describe("the instance", () => {
  test("has no external address, an account of its own, and log-in by OS Login only", () => {
    const stack = host();
    expect(stack.at("Host/Resource")).toMatchObject({
      name: "python-host",
      zone: "us-central1-a",
      project: PROJECT,
      machine_type: "e2-small",
      boot_disk: { initialize_params: { image: "debian-cloud/debian-12", size: 20, type: "pd-balanced" } },
      network_interface: [{ subnetwork: `projects/${PROJECT}/regions/us-central1/subnetworks/hosts` }],
      service_account: { email: "python-host@my-project.iam.gserviceaccount.com", scopes: ["cloud-platform"] },
      shielded_instance_config: { enable_secure_boot: true, enable_vtpm: true, enable_integrity_monitoring: true },
      metadata: { "enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE" },
      allow_stopping_for_update: true,
      deletion_protection: false,
    });
    const [nic] = stack.at("Host/Resource").network_interface as Record<string, unknown>[];
    expect(Object.keys(nic ?? {})).toEqual(["subnetwork"]);
    expect(stack.at("Host/ServiceAccount/Resource")).toMatchObject({ account_id: "python-host", project: PROJECT });
  });

  test("is changed in place by another startup script", () => {
    expect(host().at("Host/Resource")).not.toHaveProperty("metadata_startup_script");
  });

  test("takes what is said of it", () => {
    const said = {
      machineType: "n2-standard-4",
      image: "debian-cloud/debian-12-bookworm-v20250610",
      bootDiskSizeGb: 50,
      bootDiskType: "pd-ssd",
      networkTags: ["pip"],
      labels: { team: "ml" },
      metadata: { "my-key": "value" },
      deletionProtection: true,
      project: "service-project",
    };
    expect(host(said).at("Host/Resource")).toMatchObject({
      project: "service-project",
      machine_type: "n2-standard-4",
      boot_disk: {
        initialize_params: { image: "debian-cloud/debian-12-bookworm-v20250610", size: 50, type: "pd-ssd" },
      },
      tags: ["pip"],
      labels: { team: "ml" },
      metadata: { "my-key": "value" },
      deletion_protection: true,
      service_account: { email: "python-host@service-project.iam.gserviceaccount.com" },
    });
  });

  test("in a shared VPC is in its own project, on the subnet of the other", () => {
    const stack = host({ project: "service-project" }, { project: "host-project", privateGoogleAccess: true });
    expect(stack.at("Host/Resource")).toMatchObject({
      project: "service-project",
      network_interface: [{ subnetwork: "projects/host-project/regions/us-central1/subnetworks/hosts" }],
    });
  });
});

describe("what the startup script is told", () => {
  const metadata = (props: Partial<PythonHostProps> = {}) =>
    host(props).at("Host/Resource").metadata as Record<string, string>;

  test("the index, its pip.conf and the lock of pip itself", () => {
    const found = metadata();
    expect(found["private-pypi-index-url"]).toBe("https://us-central1-python.pkg.dev/my-project/pypi/simple/");
    expect(found["private-pypi-pip-conf"]).toContain(
      "index-url = https://us-central1-python.pkg.dev/my-project/pypi/simple/\nkeyring-provider = import\n",
    );
    expect(found["private-pypi-bootstrap"]).toBe(readFileSync(AllowedPackages.PIP_BOOTSTRAP_LOCK, "utf8"));
    expect(found["startup-script"]).toBe(readFileSync("lib/compute/startup-script.py", "utf8"));
    expect(found).not.toHaveProperty("private-pypi-requirements");
    expect(found).not.toHaveProperty("private-pypi-build-constraints");
  });

  test("requirements and build constraints, where there are some", () => {
    const found = synthStack((scope) => {
      const index = remote(scope, bootstrap.union(AllowedPackages.fromLockfile(REQUIREMENTS)));
      new PythonHost(scope, "Host", {
        ...HOST,
        subnet: new SubnetDouble(scope, "Subnet"),
        index,
        requirementsFile: REQUIREMENTS,
        sourceDistributions: true,
      });
    }).at("Host/Resource").metadata as Record<string, string>;
    expect(found["private-pypi-requirements"]).toBe(readFileSync(REQUIREMENTS, "utf8"));
    expect(found["private-pypi-build-constraints"]).toMatch(/^six==1\.17\.0$/m);
    // The script writes them where pip.conf says that they are.
    expect(found["private-pypi-pip-conf"]).toContain("build-constraint = /etc/private-pypi/build-constraints.txt");
    expect(found["startup-script"]).toContain('BUILD_CONSTRAINTS = "/etc/private-pypi/build-constraints.txt"');
  });

  test("whatever a requirements file says, Terraform reads it as it is", () => {
    const hash = "0".repeat(64);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "%", "{", "}", "a", " ") }), (comment) => {
        const requirementsFile = file("comment.txt", `six==1.17.0 --hash=sha256:${hash} # ${comment}\n`);
        const text = synthStack((scope) => {
          const index = new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION });
          new PythonHost(scope, "Host", {
            ...HOST,
            subnet: new SubnetDouble(scope, "Subnet"),
            index,
            requirementsFile,
          });
        }).at("Host/Resource").metadata as Record<string, string>;
        const rendered = text["private-pypi-requirements"] ?? "";
        expect(rendered.replaceAll(/\$\$\{|%%\{/g, "_")).not.toMatch(/[$%]\{/);
        expect(rendered.replaceAll(/([$%])\1\{/g, "$1{")).toBe(readFileSync(requirementsFile, "utf8"));
      }),
      { numRuns: 25 },
    );
  });
});

describe("what the host may read", () => {
  const MEMBER = "google_artifact_registry_repository_iam_member";

  test("the index and what else is named, once each; it waits for the grants, the DENY and the network", () => {
    const stack = synthStack((scope) => {
      const index = remote(scope);
      const images = new DockerStandardRepository(scope, "Images", { repositoryName: "images", location: LOCATION });
      new PythonHost(scope, "Host", {
        ...HOST,
        subnet: new SubnetDouble(scope, "Subnet"),
        index,
        repositories: [images, index],
      });
    });
    const grants = stack.resources(MEMBER);
    expect(grants.map(({ body }) => [body.repository, body.role, body.member]).sort()).toEqual(
      ["images", "pypi"].map((name) => [
        name,
        "roles/artifactregistry.reader",
        "serviceAccount:python-host@my-project.iam.gserviceaccount.com",
      ]),
    );
    const deny = stack.resources("google_artifact_registry_rule").find(({ body }) => body.action === "DENY");
    const { depends_on, lifecycle } = stack.at("Host/Resource");
    const awaited = [...grants, deny!, stack.resource("google_compute_subnetwork")].map(({ address }) => address);
    expect(depends_on).toEqual(expect.arrayContaining(awaited));
    // Not with its repositories: it holds what it has installed. A subnet goes with all that is on it.
    expect(lifecycle).toEqual({ replace_triggered_by: [`${stack.resource("google_compute_subnetwork").address}.id`] });
  });

  test("in stacks of its own, each deployed after what it needs, and no repository waits for a host", () => {
    const app = synthApp((scope) => {
      const registry = googleStack(scope, "registry");
      const network = googleStack(scope, "network");
      const hosts = googleStack(scope, "hosts");
      const virtual = new PythonVirtualRepository(registry, "Python", {
        repositoryName: "python",
        location: LOCATION,
        upstreams: [remote(registry)],
      });
      const named = new ServiceAccount(registry, "Pipelines", { accountId: "pipelines" });
      const subnet = new SubnetDouble(network, "Subnet");
      new PythonHost(hosts, "Host", { ...HOST, subnet, index: virtual });
      new PythonHost(hosts, "Named", {
        instanceName: "named",
        zone: "us-central1-b",
        subnet,
        index: virtual,
        serviceAccount: named,
      });
    });
    expect([...app.stack("hosts").dependencies].sort()).toEqual(["network", "registry"]);
    expect(app.stack("registry").dependencies).toEqual([]);
    // The account of the hosts' stack is granted there, that of the registry's where it is.
    expect(app.stack("hosts").resource(MEMBER).body).toMatchObject({
      repository: "python",
      member: "serviceAccount:python-host@my-project.iam.gserviceaccount.com",
    });
    expect(app.stack("registry").resource(MEMBER).body).toMatchObject({
      repository: "python",
      member: "serviceAccount:pipelines@my-project.iam.gserviceaccount.com",
    });
    expect(JSON.stringify(app.stack("hosts").json)).not.toContain("terraform_remote_state");
  });

  describe("an imported account needs a grant in the app, wherever it stands", () => {
    const member = "serviceAccount:shared@my-project.iam.gserviceaccount.com";
    const onProject = (role: string) => (scope: TerraformStack) =>
      new ProjectIamMember(scope, "Member", { project: PROJECT, role, member });
    // Not held against the schema: some of these resources are not the library's.
    const withAccount = (grant: (scope: TerraformStack, index: PythonRemoteRepository) => unknown) => () =>
      synthApp((app) => {
        const scope = googleStack(app, "registry");
        const email = { serviceAccountEmail: "shared@my-project.iam.gserviceaccount.com" };
        const serviceAccount = ServiceAccount.fromServiceAccountAttributes(scope, "Account", email);
        const index = remote(scope);
        const subnet = new SubnetDouble(scope, "Subnet");
        new PythonHost(scope, "Host", { ...HOST, instanceName: "h", subnet, index, serviceAccount });
        grant(scope, index);
      }).stack("registry");
    const account = (scope: TerraformStack) => scope.node.findChild("Account") as unknown as IPrincipal;
    const message =
      'service account "shared@my-project.iam.gserviceaccount.com": is imported, ' +
      'and nothing in this app lets it read the repository "pypi", which the host needs; ' +
      "grant it with repository.grantRead(serviceAccount), or leave serviceAccount out for one of the host's own";

    test.each<[string, (scope: TerraformStack, index: PythonRemoteRepository) => unknown]>([
      ["nothing", () => undefined],
      [
        "one on another repository",
        (scope) =>
          new PythonStandardRepository(scope, "Other", { repositoryName: "other", location: LOCATION }).grantRead(
            account(scope),
          ),
      ],
      ["a role on the project that reads nothing", onProject("roles/logging.logWriter")],
      [
        "a role on the repository that reads nothing",
        (scope, { project, location, repositoryName: repository }) =>
          new ArtifactRegistryRepositoryIamMember(scope, "Member", {
            ...{ project, location, repository, member },
            role: "roles/run.invoker",
          }),
      ],
      [
        "one on a repository of the name elsewhere",
        (scope, { project, repositoryName: repository }) =>
          new ArtifactRegistryRepositoryIamMember(scope, "Member", {
            ...{ project, location: "europe-west1", repository, member },
            role: "roles/artifactregistry.reader",
          }),
      ],
    ])("%s is none", (_, grant) => {
      expect(withAccount(grant)).toThrow(message);
    });

    test.each<[string, (scope: TerraformStack, index: PythonRemoteRepository) => unknown]>([
      ["its own", (scope, index) => index.grantRead(account(scope))],
      ["on the project", onProject("roles/viewer")],
      ["by the builder's role", onProject("roles/cloudbuild.builds.builder")],
      [
        "a binding",
        (scope) =>
          new ProjectIamBinding(scope, "Binding", { project: PROJECT, role: "roles/editor", members: [member] }),
      ],
      [
        "a whole policy",
        (scope, { project, location, repositoryName: repository }) => {
          const binding = [{ role: "roles/artifactregistry.writer", members: [member] }];
          const { policyData } = new DataGoogleIamPolicy(scope, "Policy", { binding });
          new ArtifactRegistryRepositoryIamPolicy(scope, "All", { project, location, repository, policyData });
        },
      ],
    ])("%s lets it read", (_, grant) => {
      const stack = withAccount(grant)();
      expect(stack.annotations).toEqual([]);
      expect(stack.at("Host/Resource")).toMatchObject({
        service_account: { email: "shared@my-project.iam.gserviceaccount.com" },
      });
    });

    test("in another stack, and by a role that nobody knows with a warning", () => {
      const app = synthApp((scope) => {
        const registry = googleStack(scope, "registry");
        const hosts = googleStack(scope, "hosts");
        const serviceAccount = ServiceAccount.fromServiceAccountAttributes(hosts, "Account", {
          serviceAccountEmail: "shared@my-project.iam.gserviceaccount.com",
        });
        const index = remote(registry);
        const subnet = new SubnetDouble(hosts, "Subnet");
        new PythonHost(hosts, "Host", { ...HOST, subnet, index, serviceAccount });
        index.grantRead(serviceAccount);
      });
      expect(app.stack("hosts").dependencies).toContain("registry");
      expect(withAccount(onProject("projects/my-project/roles/puller"))().annotations).toEqual([
        expect.objectContaining({ message: expect.stringContaining("cannot be seen") as string }),
      ]);
    });
  });
});

describe("what the index lets through", () => {
  const lacking = bootstrap.without("keyring");

  test("a remote one without pip's own packages is refused, a virtual one is warned of", () => {
    const define = (virtual: boolean) =>
      synthStack((scope) => {
        const pypi = remote(scope, lacking);
        const index = virtual
          ? new PythonVirtualRepository(scope, "Python", {
              repositoryName: "pypi-all",
              location: LOCATION,
              upstreams: [pypi],
            })
          : pypi;
        new PythonHost(scope, "Host", { ...HOST, subnet: new SubnetDouble(scope, "Subnet"), index });
      });
    expect(refusal(() => define(false))).toMatch(
      /index "pypi": does not let through what a host needs for pip: keyring \S+ \(.+\/bootstrap\.txt:\d+\); allow it with packages\.union\(AllowedPackages\.pipBootstrap\(\)\) \[registry\/Host\]$/,
    );
    expect(define(true).annotations).toEqual([
      expect.objectContaining({
        level: "@cdktf/warn",
        message: expect.stringContaining("unless a repository of your own behind it has them") as string,
      }),
    ]);
    expect(host().annotations).toEqual([]);
  });

  test("another version of a package is another package", () => {
    const requirementsFile = file("other.txt", `six==1.16.0 --hash=sha256:${"0".repeat(64)}\n`);
    const define = () =>
      synthStack((scope) => {
        const index = remote(scope, bootstrap.union(AllowedPackages.fromLockfile(REQUIREMENTS)));
        new PythonHost(scope, "Host", { ...HOST, subnet: new SubnetDouble(scope, "Subnet"), index, requirementsFile });
      });
    expect(define).toThrow(`does not let through what ${JSON.stringify(requirementsFile)} installs: six 1.16.0 (`);
  });
});

describe("bad input", () => {
  const hash = `--hash=sha256:${"0".repeat(64)}`;
  const cases: [what: string, props: Partial<PythonHostProps>, message: string][] = [
    [
      "a zone of another region",
      { zone: "us-east1-b" },
      'zone "us-east1-b": must be in the region of the subnet "hosts", "us-central1", ' +
        'for example "us-central1-a" [registry/Host]',
    ],
    ["a region as a zone", { zone: "us-central1" }, 'zone "us-central1": must be in the region'],
    [
      "a zone of a region whose name goes on",
      { zone: "us-central12-a" },
      'zone "us-central12-a": must be in the region',
    ],
    [
      "a name in capitals",
      { instanceName: "Python-Host" },
      'instanceName "Python-Host": must be at most 63 lower-case letters',
    ],
    [
      "a name too short for an account",
      { instanceName: "host" },
      'instanceName "host": must be 6 to 30 characters, since the host\'s service account has its name; ' +
        "or pass a serviceAccount",
    ],
    ["a name too long for an account", { instanceName: "h".repeat(31) }, "must be 6 to 30 characters"],
    [
      "a machine type",
      { machineType: "E2_SMALL" },
      'machineType "E2_SMALL": must be a machine type, for example e2-small',
    ],
    [
      "an image without a project",
      { image: "debian-12" },
      'image "debian-12": must be PROJECT/FAMILY or PROJECT/IMAGE, for example debian-cloud/debian-12',
    ],
    [
      "a disk smaller than the image",
      { bootDiskSizeGb: 9 },
      "bootDiskSizeGb 9: must be a whole number from 10 to 65536",
    ],
    ["half a GB", { bootDiskSizeGb: 10.5 }, "bootDiskSizeGb 10.5: must be a whole number"],
    ["a disk type", { bootDiskType: "SSD" }, 'bootDiskType "SSD": must be a disk type, for example pd-balanced'],
    ["a network tag", { networkTags: ["Web"] }, 'network tag "Web": must be at most 63 lower-case letters'],
    ["a label", { labels: { Team: "ml" } }, 'label key "Team": must be at most 63 lower-case letters'],
    ["a label's value", { labels: { team: "M L" } }, 'label "team" "M L": must be at most 63'],
    ["a project's number", { project: "123456" }, 'project "123456": must be a project id'],
    [
      "a startup script of one's own",
      { metadata: { "startup-script": "#!/bin/sh" } },
      'metadata key "startup-script": belongs to the host',
    ],
    [
      "a second startup script",
      { metadata: { "startup-script-url": "gs://b/s" } },
      'metadata key "startup-script-url": belongs to the host',
    ],
    [
      "log-in without OS Login",
      { metadata: { "enable-oslogin": "FALSE" } },
      'metadata key "enable-oslogin": belongs to the host',
    ],
    ["SSH keys", { metadata: { "ssh-keys": "me:ssh-ed25519 A" } }, 'metadata key "ssh-keys": belongs to the host'],
    [
      "another index",
      { metadata: { "private-pypi-index-url": "https://index.example/simple/" } },
      'metadata key "private-pypi-index-url": belongs to the host',
    ],
    [
      "a metadata key with a space",
      { metadata: { "my key": "x" } },
      'metadata key "my key": must be at most 127 letters',
    ],
    [
      "a metadata value over the limit",
      { metadata: { big: "x".repeat(262_145) } },
      'metadata "big": 262145 bytes; at most 262144 are allowed',
    ],
    [
      "metadata over the limit as a whole",
      { metadata: { one: "x".repeat(262_144), two: "x".repeat(262_144) } },
      "at most 524287 are allowed, of which the host itself needs",
    ],
    ["metadata counted in bytes", { metadata: { big: "ä".repeat(131_073) } }, 'metadata "big": 262146 bytes'],
    [
      "requirements that are not there",
      { requirementsFile: "/nowhere/requirements.txt" },
      'requirementsFile: lock file "/nowhere/requirements.txt"',
    ],
  ];

  test.each(cases)("%s", (_, props, message) => {
    expect(refusal(() => host(props))).toContain(message);
  });

  test.each<[what: string, text: string, message: string]>([
    [
      "a version without a hash",
      "six==1.17.0\n",
      '"six==1.17.0" has no hash; write the file with hashes, for example by uv pip compile --generate-hashes',
    ],
    ["one of two without a hash", `six==1.17.0 ${hash}\nidna==3.20\n`, '"idna==3.20" has no hash'],
    ["one behind an old line end", `six==1.17.0 ${hash}\ridna==3.20\r`, '"idna==3.20" has no hash'],
    ["a range", `six>=1.17 ${hash}\n`, "six>=1.17"],
    ["an option", `--no-binary=six\nsix==1.17.0 ${hash}\n`, "--no-binary"],
    ["an index", `--index-url https://index.example/simple\nsix==1.17.0 ${hash}\n`, "https://index.example/simple"],
    [
      "another file",
      `-r requirements.txt\nidna==3.20 ${hash}\n`,
      '"-r" is an option; the host has one index and this file alone, so write requirements only',
    ],
    [
      "over the limit",
      Array.from({ length: 3_000 }, (_, index) => `p${index}==1 ${hash}\n`).join(""),
      "at most 262144 are allowed; lock only what the host needs",
    ],
  ])("requirements: %s", (what, text, message) => {
    const requirementsFile = file(`${what.replaceAll(" ", "-")}.txt`, text);
    expect(refusal(() => host({ requirementsFile }))).toContain(message);
  });

  test("a uv.lock is no requirements file", () => {
    const requirementsFile = "__tests__/packages/fixtures/uv/uv.lock";
    expect(refusal(() => host({ requirementsFile }))).toContain("requirementsFile");
  });

  test("a subnet without Private Google Access; one that does not say is warned of", () => {
    expect(refusal(() => host({}, { privateGoogleAccess: false }))).toContain(
      'subnet "hosts": has no Private Google Access, without which the host reaches no repository; ' +
        "set privateGoogleAccess: true on it [registry/Host]",
    );
    expect(host({}, {}).annotations).toEqual([
      expect.objectContaining({
        message:
          'subnet "hosts": whether it has Private Google Access is not known; say it where the subnet is imported',
      }),
    ]);
  });

  test("all of it at once", () => {
    const message = refusal(() =>
      host({ instanceName: "H", zone: "z", image: "x", metadata: { "ssh-keys": "" } }, { privateGoogleAccess: false }),
    );
    for (const part of [
      "instanceName",
      "zone",
      "image",
      "ssh-keys",
      "Private Google Access",
      "problems [registry/Host]",
    ])
      expect(message).toContain(part);
  });

  test("what only Terraform knows passes", () => {
    const stack = synthStack((scope) => {
      const network = new ComputeNetwork(scope, "Network", { name: "n" });
      const props = {
        ...HOST,
        zone: network.gatewayIpv4,
        labels: { team: network.name },
        metadata: { big: network.description },
      };
      new PythonHost(scope, "Host", { ...props, subnet: new SubnetDouble(scope, "Subnet"), index: remote(scope) });
    });
    expect(stack.at("Host/Resource").zone).toMatch(/^\$\{google_compute_network/);
  });
});

describe("AptRemoteRepository", () => {
  test("is a remote repository of a suite of Debian, with its line for apt, and a host can read it", () => {
    const stack = synthStack((scope) => {
      const apt = new AptRemoteRepository(scope, "Debian", { repositoryName: "debian", location: LOCATION });
      expect(apt.aptSettings).toBe("deb ar+https://us-central1-apt.pkg.dev/remote/my-project/debian bookworm main\n");
      const updates = new AptRemoteRepository(scope, "Updates", {
        repositoryName: "updates",
        location: LOCATION,
        repositoryPath: "debian/dists/bookworm-updates",
      });
      expect(updates.aptSettings).toContain("/updates bookworm-updates main\n");
      new PythonHost(scope, "Host", {
        ...HOST,
        subnet: new SubnetDouble(scope, "Subnet"),
        index: remote(scope),
        repositories: [apt],
      });
    });
    expect(stack.at("Debian/Resource")).toMatchObject({
      format: "APT",
      mode: "REMOTE_REPOSITORY",
      remote_repository_config: {
        apt_repository: { public_repository: { repository_base: "DEBIAN", repository_path: "debian/dists/bookworm" } },
      },
    });
    expect(
      stack.resources("google_artifact_registry_repository_iam_member").map(({ body }) => body.repository),
    ).toContain("debian");
  });

  test("one that exists already has its line for apt, and a host can read it", () => {
    const attributes = { repositoryName: "debian", location: LOCATION, project: "other-project" };
    const stack = synthStack((scope) => {
      const apt = AptRemoteRepository.fromRepositoryAttributes(scope, "Debian", attributes);
      expect(apt.aptSettings).toBe(
        "deb ar+https://us-central1-apt.pkg.dev/remote/other-project/debian bookworm main\n",
      );
      const subnet = new SubnetDouble(scope, "Subnet");
      new PythonHost(scope, "Host", { ...HOST, subnet, index: remote(scope), repositories: [apt] });
    });
    expect(
      stack.resources("google_artifact_registry_repository_iam_member").map(({ body }) => body.repository),
    ).toContain("debian");
    expect(() =>
      synthStack((scope) =>
        AptRemoteRepository.fromRepositoryAttributes(scope, "Debian", { ...attributes, repositoryPath: "bookworm" }),
      ),
    ).toThrow('repositoryPath "bookworm": must be PATH/dists/SUITE');
  });

  test.each(["bookworm", "debian/dists/", "debian/bookworm", "debian/dists/bookworm main"])(
    "path %p is refused",
    (repositoryPath) => {
      const define = () =>
        synthStack(
          (scope) =>
            new AptRemoteRepository(scope, "Debian", { repositoryName: "debian", location: LOCATION, repositoryPath }),
        );
      expect(define).toThrow(
        `repositoryPath ${JSON.stringify(repositoryPath)}: must be PATH/dists/SUITE, ` +
          "for example debian/dists/bookworm [registry/Debian]",
      );
    },
  );
});
