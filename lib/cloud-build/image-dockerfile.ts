import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { Token } from "cdktf";
import type { IDockerRepository, IPythonRepository } from "../artifact-registry";
import { ValidationError } from "../core/errors";
import type { Validator } from "../core/validator";
import { CredentialContent } from "../text/credential-content";
import { quote } from "../text/quoting";
import { BaseImages } from "./base-images";
import type { BuildException } from "./build-exception";
import type { BuildSecret } from "./build-secret";
import type { BuildSource } from "./build-source";
import { Dockerfile } from "./dockerfile";
import { PythonInstalls } from "./python-installs";

/** Which arguments tell pip and uv their index. */
const INDEX_ARGUMENTS = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"];
/** The id of the secret in the Dockerfile. */
const NETRC = "netrc";

/** What a build says that its Dockerfile is held against. */
interface DockerfileUse {
  readonly source: BuildSource;
  readonly baseRepositories: IDockerRepository[];
  readonly exceptions?: BuildException[];
  readonly buildArguments?: Readonly<Record<string, string>>;
  readonly index?: IPythonRepository;
  readonly secrets?: BuildSecret[];
}

/**
 * Reads the Dockerfile of a build, and notes what is wrong with it.
 *
 * @returns the arguments that the build is given: its own, and the address of its index where the Dockerfile asks for
 *   it
 * @throws ValidationError where it cannot be read
 */
export function checkedArguments(
  validator: Validator,
  use: DockerfileUse,
  path: string,
): Readonly<Record<string, string>> {
  const given = use.buildArguments ?? {};
  const { index } = use;
  const shown = posix.join(use.source.path, path);
  const exceptions = use.exceptions ?? [];
  const dockerfile = Dockerfile.parse(textOf(join(use.source.path, path), shown), shown, given);
  const installs = PythonInstalls.of(dockerfile.runs);
  for (const problem of [
    ...new BaseImages(use.baseRepositories, exceptions).problems(dockerfile, shown, [
      ...installs.commands,
      ...(index === undefined ? [] : [index.indexUrl]),
    ]),
    ...secretProblems(dockerfile, shown),
    ...formProblems(dockerfile, shown),
    ...argumentProblems(given, dockerfile, shown),
    ...indexArgumentProblems(given, index),
    ...givenSecretProblems(use, dockerfile, shown),
    ...(index === undefined ? [] : indexProblems(index, dockerfile, shown)),
    ...installs.problems(shown, {
      indexUrl: index?.indexUrl,
      fileText: (name) => use.source._text(name),
      exceptions: new Set(exceptions.map(({ source }) => source)),
    }),
  ]) {
    validator.problem(problem);
  }
  if (index === undefined) return given;
  const asked = INDEX_ARGUMENTS.filter((name) => dockerfile.argumentNames.has(name));
  if (asked.length === 0) {
    validator.problem(
      `index ${JSON.stringify(index.repositoryName)}: ` +
        `${quote(shown)} has no ARG PIP_INDEX_URL nor UV_DEFAULT_INDEX, so that pip and uv would ask PyPI; ` +
        "write ARG PIP_INDEX_URL after the FROM, or leave index out",
    );
  }
  return { ...Object.fromEntries(asked.map((name): [string, string] => [name, index.indexUrl])), ...given };
}

function textOf(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new ValidationError([`Dockerfile ${quote(shown)}: is not there, or cannot be read`]);
  }
}

function secretProblems({ secrets }: Dockerfile, shown: string): string[] {
  return secrets.map(
    ({ by, name, line }) =>
      `${by} ${JSON.stringify(name)} at ${shown}:${line}: is named like a secret, ` +
      "and would stay in the image for all who pull it; mount it with RUN --mount=type=secret",
  );
}

function formProblems({ hasSyntaxLine, newForms }: Dockerfile, shown: string): string[] {
  if (hasSyntaxLine) return [];
  return newForms.map(
    ({ form, line }) =>
      `${form} at ${shown}:${line}: Cloud Build's docker knows it only with a "# syntax=" line, ` +
      "whose image must come from one of the repositories by its digest; or write it without",
  );
}

function argumentProblems(given: Readonly<Record<string, string>>, dockerfile: Dockerfile, shown: string): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const subject = `buildArguments ${JSON.stringify(name)}`;
    if (name === "BUILDKIT_SYNTAX") {
      return [`${subject}: would have the Dockerfile read by an image that nobody has checked; drop it`];
    }
    if (Dockerfile.isSecretName(name)) {
      return [
        `${subject}: is named like a secret, and would stay in the image for all who pull it; ` +
          "mount it with RUN --mount=type=secret",
      ];
    }
    if (!dockerfile.argumentNames.has(name))
      return [`${subject}: ${quote(shown)} has no ARG of that name; take it off`];
    if (Token.isUnresolved(value)) return [];
    const holds = CredentialContent.find("value", Buffer.from(value));
    // What may be a secret is not printed.
    if (holds !== undefined) return [`${subject}: holds ${holds}, which would stay in the image; mount a secret`];
    return /[\n\r]/.test(value) ? [`${subject}: must be one line`] : [];
  });
}

/** Another address in the place of the index would be asked instead. */
function indexArgumentProblems(given: Readonly<Record<string, string>>, index?: IPythonRepository): string[] {
  return INDEX_ARGUMENTS.filter((name) => given[name] !== undefined && given[name] !== index?.indexUrl).map(
    (name) =>
      `buildArguments ${JSON.stringify(name)}: is given by the build, as the address of its index; ` +
      "take it off, and set index",
  );
}

/** What is mounted and not given, and what is given and not mounted. */
function givenSecretProblems(
  { index, secrets = [] }: DockerfileUse,
  { mountedSecrets }: Dockerfile,
  shown: string,
): string[] {
  const given = secrets.map(({ id }) => id);
  const unknown = [...mountedSecrets].filter((secret) => secret !== NETRC && !given.includes(secret));
  return [
    ...(index === undefined && mountedSecrets.has(NETRC)
      ? [`secret "netrc" in ${quote(shown)}: the build has no index to log in to; set index`]
      : []),
    ...unknown.map(
      (secret) =>
        `secret ${JSON.stringify(secret)} in ${quote(shown)}: is not given to the build; ` +
        "name it in secrets, with the version of its secret",
    ),
    ...given
      .filter((id) => !mountedSecrets.has(id))
      .map(
        (id) =>
          `secrets ${JSON.stringify(id)}: ${quote(shown)} does not mount it; ` +
          `write RUN --mount=type=secret,id=${id}, or drop it`,
      ),
  ];
}

function indexProblems(index: IPythonRepository, { mountedSecrets }: Dockerfile, shown: string): string[] {
  if (mountedSecrets.has(NETRC)) return [];
  return [
    `index ${JSON.stringify(index.repositoryName)}: ${quote(shown)} does not log in to it; ` +
      "write RUN --mount=type=secret,id=netrc,target=/root/.netrc before pip and uv, or leave index out",
  ];
}
