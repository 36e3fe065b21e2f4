import { DockerRemoteRepository } from "../../lib/artifact-registry";
import { BaseImages } from "../../lib/cloud-build/base-images";
import type { BuildException } from "../../lib/cloud-build/build-exception";
import { Dockerfile } from "../../lib/cloud-build/dockerfile";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import cases from "./dockerfiles/cases.json";

interface Case {
  readonly text: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly pulls: readonly string[];
  readonly error?: string;
}

// What BuildKit 0.26's own parser finds in these, and what it refuses.
const KNOWN = cases as readonly Case[];
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const HUB = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub`;

const read = (text: string, args?: Readonly<Record<string, string>>): Dockerfile =>
  Dockerfile.parse(text, "Dockerfile", args);

function outcome({ text, args }: Case): readonly string[] | "refused" {
  try {
    const { pulls } = read(text, args);
    // What is not known is refused later.
    if (pulls.some(({ isKnown }) => !isKnown)) return "refused";
    return pulls.map(({ by, source }) => `${by} ${source}`).sort();
  } catch {
    return "refused";
  }
}

test("a Dockerfile's images are those that BuildKit would pull", () => {
  const good = KNOWN.filter(({ error }) => error === undefined);
  expect(good.length).toBeGreaterThan(150);
  const wrong = good.flatMap((one) => {
    // That of docker 20.10 goes on after a directive that it does not know.
    if (one.text.startsWith("# unknown=1\n# syntax=")) return [];
    const found = outcome(one);
    const isRight =
      found === "refused" ? /["'\\$]/.test(one.text) : JSON.stringify(found) === JSON.stringify([...one.pulls].sort());
    return isRight ? [] : [{ ...one, found }];
  });
  expect(wrong).toEqual([]);
});

test("what BuildKit refuses is refused too, or at least what it would pull is seen", () => {
  const wrong = KNOWN.filter(({ error, text }) => error !== undefined && !/^(?:\/\/|\{)/.test(text)).flatMap((one) => {
    const found = outcome(one);
    return found === "refused" ? [] : [{ ...one, found }];
  });
  expect(wrong).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ["#!/usr/bin/env x\n# syntax=x/y\nFROM a", ["x/y"]],
  // docker 20.10 goes on after what it does not know, and takes the last.
  ["# unknown=1\n# syntax=x/y\nFROM a", ["x/y"]],
  ["# syntax=one\n# syntax=two\nFROM a", ["one", "two"]],
  ["# syntax=one\n# maker=me\n#SYNTAX = two words\nFROM a", ["one", "two"]],
  ["# syntax=one\n\n# syntax=two\nFROM a", ["one"]],
])("the syntax images of %j are seen", (text, images) => {
  const syntaxes = read(text).pulls.filter(({ by }) => by === "# syntax");
  expect(syntaxes.map(({ source }) => source)).toEqual(images);
});

test.each([
  ["// syntax=x/y\nFROM a", '"//" at Dockerfile:1: is no instruction'],
  ['{"syntax":"x/y"}\nFROM a', "is no instruction"],
  ["FROM a\nRUNN x", '"RUNN" at Dockerfile:2: is no instruction'],
  ["FROM a\n\u0085FROM b", "is no instruction"],
  ["# a comment\n# escape=`\nFROM a", '"# escape=`" at Dockerfile:2: is a comment to some versions'],
])("%j is refused, whatever it would mean", (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});

test("what a later build runs counts too", () => {
  expect(read("FROM a\nONBUILD COPY --from=img x y\nONBUILD RUN --mount=from=two,target=/x y").pulls).toMatchObject([
    { source: "a" },
    { source: "img", by: "COPY --from", line: 2 },
    { source: "two", by: "RUN --mount", line: 3 },
  ]);
});

test.each([
  ["ADD https://example.com/a.tgz /x", "https://example.com/a.tgz"],
  ["ADD --checksum=sha256:1 https://example.com/a.tgz /x", "https://example.com/a.tgz"],
  ['ADD ["http://example.com/a", "/x"]', "http://example.com/a"],
  ["ADD git@github.com:a/b.git /x", "git@github.com:a/b.git"],
  ["ADD deploy@code.example:a/b /x", "deploy@code.example:a/b"],
  ["ADD github.com/a/b /x", "github.com/a/b"],
  ["ADD sftp://files.example/a /x", "sftp://files.example/a"],
  ["ADD https://github.com/a/b.git#v1 /x", "https://github.com/a/b.git#v1"],
  ["ADD a https://example.com/b $WHERE /x", "https://example.com/b"],
])("%s loads from an address", (line, source) => {
  expect(read(`FROM scratch\n${line}`).pulls).toContainEqual(expect.objectContaining({ kind: "address", source }));
});

test("ADD of files loads from none", () => {
  expect(read("FROM scratch\nADD base.tar a.git/x /\nADD . /https:/x").pulls).toEqual([]);
});

test("names of secrets in ARG and ENV are seen, in each form", () => {
  const { secrets } = read(
    "ARG SSH_PRIVATE_KEY\nFROM a\nARG A=1 GH_TOKEN=x\nENV API_KEY x y\nENV A=1 DB_PASSWORD=$X\n" +
      "ENV TOKENIZERS_PARALLELISM=1 MONKEY=2\nARG secret_id\n" +
      'ENV PGPASSWORD=1\nENV MYSQL_PWD 1\nLABEL a=b "com.example.api-key"=x\nLABEL token x',
  );
  expect(secrets.map(({ by, name, line }) => `${by} ${name} ${line}`)).toEqual([
    "ARG SSH_PRIVATE_KEY 1",
    "ARG GH_TOKEN 3",
    "ENV API_KEY 4",
    "ENV DB_PASSWORD 5",
    "ARG secret_id 7",
    "ENV PGPASSWORD 8",
    "ENV MYSQL_PWD 9",
    "LABEL com.example.api-key 10",
    "LABEL token 11",
  ]);
});

test("mounted secrets are known by their ids", () => {
  const { mountedSecrets } = read(
    "FROM a\nRUN --mount=type=secret,id=netrc --mount=type=secret,target=/run/other x\n" +
      "RUN --mount=id=not,type=cache,target=/c y",
  );
  expect([...mountedSecrets]).toEqual(["netrc", "other"]);
});

test("what docker 20.10 does not know by itself is seen", () => {
  const { newForms } = read("FROM a\nCOPY --link --chown=1 a b\nRUN <<E\nx\nE\nRUN --mount=type=secret,id=a x");
  expect(newForms).toEqual([
    { form: "COPY --link", line: 2 },
    { form: "RUN with a heredoc", line: 3 },
  ]);
});

test.each([
  ["", "has no FROM"],
  ["# FROM a\nRUN x", "has no FROM"],
  ["FROM", "must be FROM IMAGE or FROM IMAGE AS NAME"],
  ["FROM a AS b c", "must be FROM IMAGE or FROM IMAGE AS NAME"],
  ["FROM a\nRUN <<EOF\nFROM b", 'heredoc "EOF" at Dockerfile:2: has no line that ends it'],
])("%j is refused", (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});

describe("bases", () => {
  const problems = (
    text: string,
    exceptions: readonly BuildException[] = [],
    args?: Record<string, string>,
  ): string => {
    let found: readonly string[] = [];
    synthStack((scope) => {
      const hub = new DockerRemoteRepository(scope, "Hub", { repositoryName: "docker-hub", location: LOCATION });
      found = new BaseImages([hub], exceptions).problems(read(text, args), "Dockerfile");
    });
    return found.join("\n");
  };

  test("from the repository and pinned are taken, by whatever way they are named", () => {
    expect(problems(`FROM ${HUB}/library/python:3.11-slim@${DIGEST}`)).toBe("");
    expect(problems(`ARG HUB\nFROM \${HUB}/library/python@${DIGEST} AS x\nFROM x`, [], { HUB })).toBe("");
    expect(problems("FROM scratch\nCOPY a b")).toBe("");
  });

  test.each([
    [
      "FROM python:3.11-slim",
      `comes from none of the repositories that the build reads (${HUB}); ` +
        `write "${HUB}/library/python:3.11-slim@sha256:DIGEST"`,
    ],
    [`FROM python@${DIGEST}`, `write "${HUB}/library/python@${DIGEST}"`],
    ["FROM bitnami/python", `write "${HUB}/bitnami/python@sha256:DIGEST"`],
    ["FROM quay.io/x/y:1", "DockerUpstream.customRegistry(...)"],
    [`FROM ${HUB}-evil/library/python@${DIGEST}`, "comes from none of the repositories"],
    [`FROM ${HUB}/library/python:3.11-slim`, "floats, so that the same commit builds something else tomorrow"],
    [`FROM ${HUB}/library/python@sha256:abc`, "floats"],
    [`FROM ${HUB}/library/python@${DIGEST}x`, "floats"],
    [
      `FROM ${HUB}/a@${DIGEST}\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/`,
      'image "ghcr.io/astral-sh/uv:latest" of COPY --from at Dockerfile:2',
    ],
    [`FROM ${HUB}/a@${DIGEST}\nRUN --mount=from=0,target=/x y`, 'image "0" of RUN --mount at Dockerfile:2'],
    [
      `# syntax=docker/dockerfile:1\nFROM ${HUB}/a@${DIGEST}`,
      'image "docker/dockerfile:1" of # syntax at Dockerfile:1',
    ],
    ["FROM $BASE", "cannot be known before the build"],
    [`ARG TARGETARCH\nFROM ${HUB}/a-$TARGETARCH@${DIGEST}`, "cannot be known before the build"],
    ["FROM scratch\nADD https://example.com/a /", "would be loaded from elsewhere, unseen by any rule"],
  ])("%s is refused", (text, sentence) => {
    expect(problems(text)).toContain(sentence);
  });

  test("an exception needs a reason, and a use", () => {
    const text = "FROM quay.io/x/y:1";
    expect(problems(text, [{ source: "quay.io/x/y:1", reason: "the vendor's only registry" }])).toBe("");
    expect(problems(text, [{ source: "quay.io/x/y:1", reason: " " }])).toContain(
      'exception "quay.io/x/y:1": needs a reason',
    );
    expect(problems(text, [{ source: "quay.io/x/z", reason: "why" }])).toContain("takes nothing from there");
  });
});
