import type { ITerraformDependable, TerraformStack } from "cdktf";
import {
  DownloadPolicy,
  DownloadRules,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonUpstream,
  PythonVirtualRepository,
  ServiceAgent,
} from "../../lib/artifact-registry";
import type { IPythonRepository, IWritablePythonRepository } from "../../lib/artifact-registry";
import { AllowedPackages } from "../../lib/packages";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

const some = DownloadPolicy.allowOnly(AllowedPackages.pipBootstrap());
const remote = (stack: TerraformStack, id: string, downloads: DownloadPolicy): PythonRemoteRepository =>
  new PythonRemoteRepository(stack, id, { repositoryName: id.toLowerCase(), location: LOCATION, downloads });
const own = (stack: TerraformStack, id: string): PythonStandardRepository =>
  new PythonStandardRepository(stack, id, { repositoryName: id.toLowerCase(), location: LOCATION });
const virtual = (stack: TerraformStack, upstreams: IPythonRepository[]): PythonVirtualRepository =>
  new PythonVirtualRepository(stack, "Index", { repositoryName: "index", location: LOCATION, upstreams });
const open = DownloadPolicy.unrestricted("a test");
const imported = (stack: TerraformStack): IPythonRepository =>
  PythonRemoteRepository.fromRepositoryAttributes(stack, "Imported", {
    repositoryName: "imported",
    location: LOCATION,
    project: PROJECT,
  });

const DEAD =
  /upstream "second": stands after "(first|imported)", whose download rules deny all .* nothing would ever come from it; put both lists on one remote repository/;

test("two remote repositories with allow lists behind one index are refused: the second is dead", () => {
  expect(() =>
    synthStack((stack) => virtual(stack, [remote(stack, "First", some), remote(stack, "Second", some)])),
  ).toThrow(DEAD);
});

test("so is one without rules behind one with rules", () => {
  expect(() =>
    synthStack((stack) => virtual(stack, [remote(stack, "First", some), remote(stack, "Second", open)])),
  ).toThrow(DEAD);
});

test.each(["before", "after"])("rules that are put on an import %s it are seen", (when) => {
  const define = (stack: TerraformStack): void => {
    const first = imported(stack);
    const rules = (): unknown =>
      new DownloadRules(stack, "Rules", { repository: first, packages: AllowedPackages.pipBootstrap() });
    if (when === "before") rules();
    virtual(stack, [first, remote(stack, "Second", open)]);
    if (when === "after") rules();
  };
  expect(() => synthStack(define)).toThrow(DEAD);
});

test("what another upstream can serve is not refused", () => {
  const one = synthStack((stack) => {
    const closed = own(stack, "Closed");
    new DownloadRules(stack, "Rules", { repository: closed, packages: AllowedPackages.pipBootstrap() });
    // A package that nobody uploaded goes on to the next.
    virtual(stack, [closed, own(stack, "Own"), remote(stack, "Last", some)]);
  });
  const other = synthStack((stack) => virtual(stack, [remote(stack, "First", open), remote(stack, "Last", some)]));
  expect([one, other].map((stack) => stack.count("google_artifact_registry_repository"))).toEqual([4, 3]);
});

describe("an upstream of another project", () => {
  const warnings = (define: (stack: TerraformStack, upstream: IWritablePythonRepository) => void): readonly string[] =>
    synthApp((app) => {
      const stack = googleStack(app, "stack");
      const upstream = PythonStandardRepository.fromRepositoryAttributes(stack, "Upstream", {
        repositoryName: "theirs",
        location: LOCATION,
        project: "another-project",
      });
      define(stack, upstream);
    })
      .stack()
      .annotations.map(({ message }) => message);
  const fetching = (upstream: IWritablePythonRepository, dependsOn?: ITerraformDependable[]) => ({
    repositoryName: "mine",
    location: LOCATION,
    upstream: PythonUpstream.artifactRegistry(upstream),
    downloads: open,
    dependsOn,
  });
  const MISSING = [
    expect.stringMatching(
      /upstream "theirs": is in project "another-project", .* upstream.grantRead\(new ServiceAgent/,
    ),
  ];

  test("is warned of, behind a remote and behind a virtual repository", () => {
    expect(warnings((stack, upstream) => new PythonRemoteRepository(stack, "Mine", fetching(upstream)))).toEqual(
      MISSING,
    );
    expect(warnings((stack, upstream) => virtual(stack, [upstream]))).toEqual(MISSING);
  });

  test("is not, where its grant is waited for or it is of the same project", () => {
    const granted = warnings((stack, upstream) => {
      const grant = upstream.grantRead(new ServiceAgent(stack, "Agent", { projectNumber: "123456789012" }));
      new PythonRemoteRepository(stack, "Mine", fetching(upstream, [grant]));
    });
    expect(granted).toEqual([]);
    expect(warnings((stack) => virtual(stack, [own(stack, "Own")]))).toEqual([]);
  });
});
