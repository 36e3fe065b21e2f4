import { upstreamRemoteRule } from "../../../lib/plan-review/rules/upstream-remote";
import { upstreamVirtualRule } from "../../../lib/plan-review/rules/upstream-virtual";
import type { PlannedResource } from "../plan-builder";
import { findingsOf, saidBy } from "./reviewed-plan";

const TYPE = "google_artifact_registry_repository";
const AT = { project: "acme-ml", location: "us-central1" };
const remote = (config: object, format = "PYTHON"): object => ({
  ...AT,
  repository_id: "pypi",
  format,
  mode: "REMOTE_REPOSITORY",
  remote_repository_config: [config],
});
const PYPI = { python_repository: [{ public_repository: "PYPI" }] };

describe("remote repositories", () => {
  const said = (
    before: object | undefined,
    after: object | undefined,
    extra: Partial<PlannedResource> = {},
  ): readonly string[] =>
    saidBy(upstreamRemoteRule, {
      address: `${TYPE}.Pypi`,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...extra,
    });

  test.each([
    [PYPI, "PYTHON", 'the public index "PYPI"'],
    [{ npm_repository: [{ public_repository: "NPMJS" }] }, "NPM", 'the public index "NPMJS"'],
    [
      { docker_repository: [{ custom_repository: [{ uri: "https://images.example" }] }] },
      "DOCKER",
      '"https://images.example"',
    ],
    [
      { apt_repository: [{ public_repository: [{ repository_base: "DEBIAN", repository_path: "debian/dists" }] }] },
      "APT",
      'the public repository "DEBIAN debian/dists"',
    ],
    [{ common_repository: [{ uri: "https://index.example/simple" }] }, "PYTHON", '"https://index.example/simple"'],
    [
      { common_repository: [{ uri: "projects/p/locations/l/repositories/own" }] },
      "PYTHON",
      'repository "projects/p/locations/l/repositories/own"',
    ],
  ])("that are new say where they take packages from", (config, format, words) => {
    expect(said(undefined, remote(config, format))).toEqual([
      `widened: repository "pypi" takes packages from ${words}`,
    ]);
  });

  test("that take packages from elsewhere, or no longer", () => {
    const custom = remote({ python_repository: [{ custom_repository: [{ uri: "https://index.example/simple" }] }] });
    expect(said(remote(PYPI), custom)).toEqual([
      'widened: repository "pypi" takes packages from "https://index.example/simple", ' +
        'and no longer from the public index "PYPI"',
    ]);
    expect(said(remote(PYPI), undefined)).toEqual([
      'narrowed: repository "pypi" no longer takes packages from the public index "PYPI"',
    ]);
    expect(said(remote(PYPI), undefined, { actions: ["forget"], after: remote(PYPI) })).toEqual([]);
    expect(said({ ...remote(PYPI), deletion_policy: "ABANDON" }, undefined)).toEqual([]);
    expect(
      said({ ...AT, repository_id: "pypi", format: "PYTHON", mode: "STANDARD_REPOSITORY" }, remote(PYPI), {
        actions: ["delete", "create"],
      })[0],
    ).toMatch(/^widened/);
    expect(said(remote(PYPI), { ...remote(PYPI), description: "new" })).toEqual([]);
    expect(said(remote(PYPI), remote(PYPI), { actions: ["delete", "create"] })).toEqual([]);
  });

  test("whose source cannot be seen are unknown", () => {
    const hidden = { remote_repository_config: [{ python_repository: [{ custom_repository: [{ uri: true }] }] }] };
    const after = remote({ python_repository: [{ custom_repository: [{}] }] });
    expect(said(remote(PYPI), after, { unknown: hidden })[0]).toMatch(/^unknown: .*cannot be seen before the apply/);
    expect(said(undefined, { ...AT, repository_id: "pypi", format: "PYTHON" }, { unknown: { mode: true } })[0]).toMatch(
      /^unknown/,
    );
    // What is no mode of today's may be a remote one of tomorrow's.
    expect(said(undefined, { ...AT, repository_id: "pypi", format: "PYTHON", mode: "" })[0]).toMatch(/^unknown/);
    expect(said(undefined, { ...AT, repository_id: "pypi", format: "PYTHON" })).toEqual([]);
  });

  test("that do without validation", () => {
    expect(said(remote(PYPI), remote({ ...PYPI, disable_upstream_validation: true }))[0]).toMatch(
      /^widened: whether the upstream/,
    );
    expect(said(undefined, remote({ ...PYPI, disable_upstream_validation: true }))).toHaveLength(2);
    expect(said(remote({ ...PYPI, disable_upstream_validation: true }), remote(PYPI))[0]).toMatch(/^narrowed/);
    expect(said(remote(PYPI), remote({ ...PYPI, disable_upstream_validation: false }))).toEqual([]);
    expect(
      said(remote(PYPI), remote(PYPI), {
        unknown: { remote_repository_config: [{ disable_upstream_validation: true }] },
      })[0],
    ).toMatch(/^unknown/);
  });

  test("whose credentials change, without a word of them", () => {
    const withSecret = (version: string): object =>
      remote({
        ...PYPI,
        upstream_credentials: [
          { username_password_credentials: [{ username: "robot", password_secret_version: version }] },
        ],
      });
    expect(said(withSecret("hush/1"), withSecret("hush/2"))).toEqual([
      'unknown: repository "pypi" asks its upstream with other credentials: which packages those open cannot be seen',
    ]);
    expect(said(remote(PYPI), withSecret("hush/1"))[0]).toMatch(/^unknown: .* with credentials/);
    expect(said(withSecret("hush/1"), remote(PYPI))[0]).toMatch(/^changed/);
    const findings = findingsOf(upstreamRemoteRule, {
      address: `${TYPE}.Pypi`,
      before: withSecret("hush/1"),
      after: withSecret("hush/2"),
    });
    expect(JSON.stringify(findings)).not.toMatch(/hush|robot/);
    const masked = {
      sensitive: { remote_repository_config: [{ upstream_credentials: [{ username_password_credentials: true }] }] },
    };
    expect(said(withSecret("hush/1"), withSecret("hush/1"), masked)).toEqual([]);
    expect(said(withSecret("hush/1"), withSecret("hush/2"), masked)).toHaveLength(1);
  });
});

describe("virtual repositories", () => {
  const path = (name: string): string => `projects/acme-ml/locations/us-central1/repositories/${name}`;
  const virtual = (...upstreams: readonly [string, number | undefined][]): object => ({
    ...AT,
    repository_id: "all",
    format: "PYTHON",
    mode: "VIRTUAL_REPOSITORY",
    virtual_repository_config: [
      {
        upstream_policies: upstreams.map(([name, priority]) => ({
          id: name,
          repository: path(name),
          ...(priority === undefined ? {} : { priority }),
        })),
      },
    ],
  });
  const kept = (address: string, body: object): PlannedResource => ({
    address: `${TYPE}.${address}`,
    before: body,
    after: body,
  });
  const others = [
    kept("Pypi", remote(PYPI)),
    kept("Own", { ...AT, repository_id: "own", format: "PYTHON", mode: "STANDARD_REPOSITORY" }),
  ];
  const said = (before: object | undefined, after: object, unknown: object = {}): readonly string[] =>
    saidBy(upstreamVirtualRule, ...others, {
      address: `${TYPE}.All`,
      after,
      unknown,
      ...(before === undefined ? {} : { before }),
    });

  test("that ask strangers before, or beside, one's own repository", () => {
    const good = virtual(["own", 100], ["pypi", 50]);
    expect(said(good, virtual(["own", 100], ["pypi", 100]))).toEqual([
      'widened: virtual repository "all" takes packages of strangers ("pypi") at the same priority as your own ' +
        'of the same name ("own")',
    ]);
    expect(said(good, virtual(["own", 100], ["pypi", 200]))[0]).toMatch(/^widened: .* before your own/);
    expect(said(virtual(["own", 100], ["pypi", 100]), good)[0]).toMatch(/^narrowed/);
    expect(said(good, virtual(["own", 90], ["pypi", 10]))).toEqual([]);
    expect(said(undefined, good)).toEqual([
      'widened: virtual repository "all" also serves what "own" has',
      'widened: virtual repository "all" also serves what "pypi" has',
    ]);
    expect(said(virtual(["own", 100]), good)).toEqual([
      'widened: virtual repository "all" also serves what "pypi" has',
    ]);
    expect(said(good, virtual(["own", 100]))).toEqual([
      'narrowed: virtual repository "all" no longer serves what "pypi" has',
    ]);
  });

  test("whose priorities or upstreams cannot be seen are unknown", () => {
    const good = virtual(["own", 100], ["pypi", 50]);
    const mask = (mask: object): object => ({ virtual_repository_config: [{ upstream_policies: [{}, mask] }] });
    expect(said(good, virtual(["own", 100], ["pypi", undefined]), mask({ priority: true }))[0]).toMatch(
      /^unknown: .*perhaps before/,
    );
    expect(said(good, { ...virtual(), virtual_repository_config: [] }, { virtual_repository_config: true })[0]).toMatch(
      /^unknown/,
    );
    expect(said(good, virtual(["own", 100], ["stranger", 50]))[0]).toMatch(/^unknown: .*stranger/);
  });

  test("that stay as they are while an upstream turns into a remote repository", () => {
    const own = { ...AT, repository_id: "own", format: "PYTHON", mode: "STANDARD_REPOSITORY" };
    const mine = { ...AT, repository_id: "mine", format: "PYTHON", mode: "STANDARD_REPOSITORY" };
    const all = virtual(["own", 100], ["mine", 100]);
    const turned = { ...remote(PYPI), repository_id: "mine" };
    const resources = [
      kept("Own", own),
      kept("All", all),
      { address: `${TYPE}.Mine`, before: mine, after: turned, actions: ["delete", "create"] },
    ];
    expect(saidBy(upstreamVirtualRule, ...resources)[0]).toMatch(/^widened: .*strangers/);
    expect(saidBy(upstreamVirtualRule, kept("Own", own), kept("All", all), kept("Mine", mine))).toEqual([]);
  });
});
