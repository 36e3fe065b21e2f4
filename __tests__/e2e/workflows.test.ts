import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MarkdownFile, ROOT } from "../docs/markdown-files";

const GUIDE = new MarkdownFile("docs/guides/plan-review-in-ci.md");
const OWN = readdirSync(join(ROOT, ".github/workflows")).map((name) => `.github/workflows/${name}`);

/** The files of the guide, by the paths that stand above them. */
const files = new Map(
  [...GUIDE.text.matchAll(/^`([\w./-]+)`:\n\n```\w+\n([^]*?)^```$/gm)].map(({ 1: path = "", 2: text = "" }) => [
    path,
    text,
  ]),
);
const workflows = [...files, ...OWN.map((path) => [path, readFileSync(join(ROOT, path), "utf8")] as const)].filter(
  ([path]) => path.endsWith(".yml"),
);

const folder = mkdtempSync(join(tmpdir(), "workflows-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string, mode = 0o644): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

function bash(
  script: string,
  environment: NodeJS.ProcessEnv = {},
): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH ?? ""}`, ...environment },
  });
  return { code: status, out: stdout + stderr };
}

/** What a step runs, by its name. */
function step(path: string, name: string): string {
  const [, indent = "", body = ""] =
    new RegExp(`- name: ${name}\\n(?:.*\\n)*?( +)run: \\|\\n((?:\\1  .*\\n|\\n)+)`).exec(files.get(path) ?? "") ?? [];
  return body.replaceAll(new RegExp(`^${indent}  `, "gm"), "");
}

test("the guide holds its workflows and its script", () => {
  expect([...files.keys()]).toEqual([
    ".github/workflows/synth.yml",
    "ci/review-stacks.sh",
    ".github/workflows/review.yml",
    ".github/workflows/deploy.yml",
  ]);
});

describe.each(workflows)("%s", (path, text) => {
  test("pins every action by its commit, the same everywhere, and names the release", () => {
    const uses = text.match(/\buses: .*/g) ?? [];
    expect(uses).not.toEqual([]);
    const known = new Map(
      workflows.flatMap(([, all]) =>
        [...all.matchAll(/\buses: (\S+)@(.*)/g)].map(({ 1: action = "", 2: version = "" }) => [action, version]),
      ),
    );
    for (const one of uses) {
      expect(one).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(known.get(/uses: (\S+)@/.exec(one)?.[1] ?? "")).toBe(one.split("@")[1]);
    }
  });

  test("gives no rights by default, keeps no credentials, runs no pull request with its target's rights", () => {
    expect(text).toMatch(/^permissions: \{\}$|^permissions:\n {2}contents: read\n\n/m);
    expect(text).not.toMatch(/pull_request_target|secrets\.|write-all/);
    expect(text.match(/actions\/checkout@.*\n +with:\n +persist-credentials: false/g)?.length).toBe(
      text.match(/actions\/checkout@/g)?.length,
    );
    // An expression in a script is text from outside that becomes code.
    const scripts = [...text.matchAll(/^( +)(?:- )?run: (?:\|\n((?:\1 .*\n|\n)+)|(.*))/gm)].map(([all]) => all);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
    // Who starts the workflow of a pull request decides what is in it.
    expect(path.includes("synth") && /id-token|: write/.test(text)).toBe(false);
  });
});

const hasActionlint = spawnSync("actionlint", ["-version"]).status === 0;
(hasActionlint ? test : test.skip)("actionlint finds nothing", () => {
  for (const [path, text] of workflows) {
    const { stdout, stderr, status } = spawnSync("actionlint", ["-stdin-filename", path, "-"], {
      input: text,
      encoding: "utf8",
    });
    expect([path, status, stdout + stderr]).toEqual([path, 0, ""]);
  }
});

const hasTools = ["jq", "bash"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
(hasTools ? describe : describe.skip)("ci/review-stacks.sh", () => {
  const stack = (more: object = {}, repository: object = {}): string =>
    JSON.stringify({
      terraform: { backend: { gcs: { bucket: "state" } } },
      provider: { google: [{ project: "p" }] },
      resource: {
        google_artifact_registry_repository: {
          a: { repository_id: "a", location: "${google_x.y.location}", ...repository },
        },
      },
      ...more,
    });

  beforeEach(() => {
    write("ci/review-stacks.sh", files.get("ci/review-stacks.sh") ?? "");
    write(
      "bin/terraform",
      '#!/bin/sh\ncase "$*" in *show*) cat "${1#-chdir=}/cdk.tf.json";; esac\n' +
        'echo "$GOOGLE_OAUTH_ACCESS_TOKEN $*" >> "$LOG"\n',
      0o755,
    );
    write(
      "bin/npx",
      '#!/bin/sh\necho "$*" >> "$LOG"\nwhile [ $# -gt 1 ]; do case "$1" in */registry.json) plan=$1;; ' +
        '--output) cat "$plan" > "$2";; esac; shift; done\nexit "$CODE"\n',
      0o755,
    );
    rmSync(join(folder, "stacks"), { recursive: true, force: true });
    rmSync(join(folder, "review"), { recursive: true, force: true });
    for (const name of ["registry", "network"]) {
      write(`cdktf.out/stacks/${name}/cdk.tf.json`, stack());
      write(`stacks/${name}.tf.json`, stack());
    }
    write("approved.txt", "");
    write("log", "");
  });

  const run = (environment: NodeJS.ProcessEnv = {}) =>
    bash("bash ci/review-stacks.sh stacks approved.txt review", {
      LOG: join(folder, "log"),
      CODE: "0",
      ...environment,
    });

  test("plans what refers by name, and hands on the review and how it ended", () => {
    write("stacks/approved-changes.txt", "what the pull request's own job says of itself");
    write(
      "stacks/registry.tf.json",
      stack({}, { description: "costs 5 $, $${not} an expression", labels: { a: "${google_x.y.name}" } }),
    );
    expect(run().code).toBe(0);
    expect(readdirSync(join(folder, "review")).sort()).toEqual(["code", "review.json", "review.md"]);
    expect(readFileSync(join(folder, "review/review.json"), "utf8")).toContain("costs 5 $");
    expect(readFileSync(join(folder, "log"), "utf8")).not.toContain("none -chdir");
    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
      /--fail-on opened,widened,loss,order --approved approved\.txt$/m,
    );
  });

  test("without an identity it plans from nothing", () => {
    expect(run({ OFFLINE: "true" }).code).toBe(0);
    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(/^none -chdir=\S+ plan .*-refresh=false/m);
  });

  test.each([
    [
      "an endpoint",
      stack({ provider: { google: [{ project: "p", artifact_registry_custom_endpoint: "https://evil.example/" }] } }),
    ],
    ["a backend", stack({ terraform: { backend: { http: { address: "https://evil.example/" } } } })],
    ["a data source", stack({ data: { google_storage_bucket_object_content: { a: { name: "x" } } } })],
    ["a module", stack({ module: { a: { source: "git::https://evil.example/" } } })],
    ["a file", stack({}, { description: '${file("/etc/passwd")}' })],
    ["a file in a name", stack({}, { labels: { '${file("/etc/passwd")}': "a" } })],
    ["a file behind an escape", stack({}, { description: '$$${file("/etc/passwd")}' })],
    ["a directive", stack({}, { description: '%{if file("/etc/passwd") == ""}a%{endif}' })],
    ["no JSON", "{"],
  ])("%s is refused before Terraform sees it", (_, text) => {
    write("stacks/registry.tf.json", text);
    const { code, out } = run();
    expect([code, out]).toEqual([1, expect.stringContaining("a person has to read this change, and plan it")]);
    expect(readFileSync(join(folder, "log"), "utf8")).toBe("");
    expect(existsSync(join(folder, "review/review.md"))).toBe(false);
  });

  test("members that are there twice are planned as they were looked at", () => {
    write(
      "stacks/registry.tf.json",
      stack().replace("{", '{"provider":{"google":[{"artifact_registry_custom_endpoint":"https://evil.example/"}]},'),
    );
    expect(run().code).toBe(0);
    expect(readFileSync(join(folder, "review/review.json"), "utf8")).not.toContain("evil");
  });

  test("a link is refused", () => {
    rmSync(join(folder, "stacks/registry.tf.json"));
    symlinkSync("/etc/passwd", join(folder, "stacks/registry.tf.json"));
    expect(run().code).toBe(1);
  });

  test("a condition that is met is handed on, and a plan that cannot be read fails", () => {
    // The stub ends both runs of the command alike; the first must succeed.
    write("bin/npx", '#!/bin/sh\ncase "$*" in *json*--output*json) exit 0;; esac\nexit "$CODE"\n', 0o755);
    expect([run({ CODE: "3" }).code, readFileSync(join(folder, "review/code"), "utf8")]).toEqual([0, "3\n"]);
    expect(run({ CODE: "2" }).code).toBe(1);
  });
});

test("approvals are read from the commit of the pull request", () => {
  write(
    "bin/gh",
    '#!/bin/sh\n[ "$*" = "api -H Accept: ' +
      'application/vnd.github.raw repos/o/r/contents/approved-changes.txt?ref=new" ] && echo key\n',
    0o755,
  );
  const script = step(".github/workflows/review.yml", "Take the approvals of the commit");
  expect(bash(script, { GITHUB_REPOSITORY: "o/r", HEAD_SHA: "new", RUNNER_TEMP: folder })).toEqual({
    code: 0,
    out: "",
  });
  expect(readFileSync(join(folder, "approved-changes.txt"), "utf8")).toBe("key\n");
  expect(files.get(".github/workflows/review.yml")).toContain(
    'review-stacks.sh "$RUNNER_TEMP/stacks" "$RUNNER_TEMP/approved-changes.txt"',
  );
});

(hasTools ? describe : describe.skip)("the comment", () => {
  const marker = `<!-- private-pypi review ${"0".repeat(32)} -->`;
  const bot = { login: "github-actions[bot]" };
  const script = step(".github/workflows/review.yml", "Comment, and set the status");

  // Answers as gh does, from files, and writes down what is asked of it.
  const gh = [
    "#!/usr/bin/env bash",
    'echo "$*" >> log; query=.; body=',
    'for ((at = 1; at <= $#; at++)); do next=$((at + 1)); case "${!at}" in --jq) query=${!next} ;; ' +
      "--input) body=${!next} ;; esac; done",
    'if [ -n "$body" ]; then cp "$body" posted.json; exit; fi',
    'case "$*" in *statuses*) ;; *comments*) jq -r "$query" comments.json ;; ' +
      '*pulls*) jq -r "$query" pulls.json ;; *) exit 1 ;; esac',
  ].join("\n");

  const comment = (comments: readonly object[], code: string, more: NodeJS.ProcessEnv = {}): string => {
    write("bin/gh", gh, 0o755);
    write("review/review.md", `## Opened\n\n${marker}\n`);
    write("review/code", `${code}\n`);
    write(
      "pulls.json",
      JSON.stringify([
        { number: 7, head: { sha: "old" } },
        { number: 9, head: { sha: "new" } },
      ]),
    );
    write("comments.json", JSON.stringify(comments));
    write("log", "");
    const outcome = bash(script, {
      GITHUB_REPOSITORY: "o/r",
      HEAD_SHA: "new",
      HEAD: "o:feature&x",
      RUN: "https://run.example",
      IS_FORK: "false",
      ...more,
    });
    expect(outcome).toEqual({ code: 0, out: "" });
    return readFileSync(join(folder, "log"), "utf8");
  };

  test("is made once, on the pull request of the commit that was planned", () => {
    const log = comment(
      [
        { id: 1, user: { login: "mallory" }, body: marker },
        { id: 2, user: bot, body: `${marker} quoted` },
      ],
      "3",
    );
    expect(log).toContain("--method POST repos/o/r/issues/9/comments ");
    expect(log).toContain("state=failure -f description=findings have to be approved");
    expect(JSON.parse(readFileSync(join(folder, "posted.json"), "utf8"))).toEqual({ body: `## Opened\n\n${marker}\n` });
  });

  test("is updated then", () => {
    const log = comment(
      [
        { id: 1, user: bot, body: "other" },
        { id: 3, user: bot, body: `old\n\n${marker}` },
      ],
      "0",
    );
    expect(log).toContain("--method PATCH repos/o/r/issues/comments/3 ");
    expect(log).toContain("state=success");
  });

  test("is not made by a run that is late", () => {
    expect(comment([], "0", { HEAD_SHA: "gone" })).not.toContain("comments");
  });

  test("a fork is never green, nor is what was not planned", () => {
    expect(comment([], "0", { IS_FORK: "true" })).toContain("state=failure -f description=reviewed without the state");
    rmSync(join(folder, "review"), { recursive: true });
    write("log", "");
    expect(bash(script, { GITHUB_REPOSITORY: "o/r", HEAD_SHA: "new", RUN: "https://run.example" }).code).toBe(0);
    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
      /^api --method POST repos\/o\/r\/statuses\/new .*state=failure -f description=not planned.*\n$/,
    );
  });
});

(hasTools ? describe : describe.skip)("the deployment", () => {
  const deploy = (name: string, environment: NodeJS.ProcessEnv = {}) =>
    bash(step(".github/workflows/deploy.yml", name), {
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      GITHUB_EVENT_NAME: "push",
      REVIEWED: "",
      CODE: "0",
      ...environment,
    });

  beforeEach(() => {
    for (const old of ["plans", "summary.md", "reviewed"]) rmSync(join(folder, old), { recursive: true, force: true });
    write("bin/terraform", "#!/bin/sh\ncase \"$*\" in *show*) echo '{}';; esac\n", 0o755);
    // Ends as the real command does: with CODE where conditions are given.
    write(
      "bin/npx",
      '#!/bin/sh\ncase "$*" in *"--fail-on opened,widened,loss,order --approved approved-changes.txt"*) ' +
        'code=$CODE;; esac\nwhile [ "$1" != --output ]; do shift; done\necho review > "$2"\nexit ${code:-0}\n',
      0o755,
    );
  });

  test("stops where a finding is not approved on the main branch, and shows the review", () => {
    expect(deploy("Plan again", { CODE: "3" }).code).toBe(3);
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toMatch(
      /^review\n\nSHA-256 of this review: [0-9a-f]{64}\n$/,
    );
  });

  test("goes on with the review of the pull request only, or with the one that a person names", () => {
    expect(deploy("Plan again").code).toBe(0);
    write("reviewed/review.json", "another review\n");
    expect(deploy("Compare with what was reviewed").code).toBe(1);
    write("reviewed/review.json", "review\n");
    expect(deploy("Compare with what was reviewed").code).toBe(0);
    const [sum] = /[0-9a-f]{64}/.exec(readFileSync(join(folder, "summary.md"), "utf8")) ?? [];
    const byHand = { GITHUB_EVENT_NAME: "workflow_dispatch" };
    expect(deploy("Compare with what was reviewed", { ...byHand, REVIEWED: sum }).code).toBe(0);
    expect(deploy("Compare with what was reviewed", { ...byHand, REVIEWED: "0".repeat(64) }).code).toBe(1);
  });
});
