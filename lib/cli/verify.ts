import type { Command } from "commander";
import type * as Lists from "../packages/allowed-packages";
import type { PolicyRepository } from "../policy";
import type * as Verify from "../verify";
import { formatOption } from "./format-option";
import { answer, ExitCode, note } from "./output";
import { type PolicyFlags, readPolicy, withPolicy } from "./policy-options";
import { repeatable } from "./repeatable";

const FORMATS = ["text", "json"] as const;

interface VerifyFlags extends PolicyFlags {
  readonly project?: string;
  readonly location?: string;
  readonly endpoint?: readonly string[];
  readonly probe?: boolean;
  readonly virtual?: string;
  readonly lock?: readonly string[];
  readonly format: (typeof FORMATS)[number];
}

const EXAMPLES = `
Formats:
  text   what differs, who has access, and with --probe what was tried and which assumptions held
  json   {"version":1,"repository":"projects/…","verdict":"same|different|unknown","rules":{…},
         "downloads":[…],"access":[…],…}

Examples:
  private-pypi verify --policy state.json --repository python-remote-repo
  private-pypi verify --policy cdk.tf.json --repository python-remote-repo \\
    --project my-project --location us-central1 --probe
  private-pypi verify --policy requirements.lock --repository python-remote-repo \\
    --project my-project --location us-central1 --format json
  private-pypi verify --policy cdk.tf.json --repository curated --lock requirements.lock

Of a repository that is filled from locks it compares the versions that are there, and with --lock each file's SHA-256.

It writes nothing. With --probe it downloads the first byte of a few files, which a remote repository may keep
in its cache.

Exits with 0 when the service is as the policy says, with 1 when something differs, somebody has access who should
not, or a part could not be seen, and with 2 and what is wrong on the standard error output when the repository
or its rules could not be read.`;

/** Adds `private-pypi verify`, which compares a repository at the service with the policy. */
export function addVerify(program: Command): void {
  withPolicy(program.command("verify"))
    .summary("compare the deployed repository with the policy")
    .description(
      "Asks Artifact Registry, with the credentials that Google's own tools use, for the repository, " +
        "its rules and who has access, and compares them with the policy. " +
        "With lock files, --repository names the repository at the service.",
    )
    .option("--project <id>", "the project of the repository (default: the policy's)")
    .option("--location <location>", "its location (default: the policy's)")
    .option("--probe", "download a few files, and say which assumptions about the service held")
    .option(
      "--virtual <name>",
      "with --probe: a virtual repository to download through too (default: one of the policy " +
        "that serves the repository)",
    )
    .addOption(
      repeatable(
        "--lock <file>",
        "of a repository that is filled from locks: a lock file whose hashes its files must have (can be repeated)",
      ),
    )
    .addOption(
      repeatable(
        "--endpoint <url>",
        "reach the services there, for example through Private Service Connect: a URL for all, " +
          "or artifactregistry=URL, cloudresourcemanager=URL, iam=URL, pkg.dev=URL (can be repeated)",
      ),
    )
    .addOption(formatOption(FORMATS))
    .addHelpText("after", EXAMPLES)
    .action(verify);
}

async function verify(flags: VerifyFlags, command: Command): Promise<void> {
  if (flags.virtual !== undefined && flags.probe !== true) {
    command.error("error: --virtual is for downloads that are tried; give --probe with it");
  }
  const room = require("../verify") as typeof Verify;
  const { expected, virtual } = selectExpected(flags, command);
  if (flags.lock !== undefined && expected.isFilled !== true)
    command.error("error: --lock is for a repository that the policy fills from locks");
  const name = room.RepositoryName.of(...placeOf(flags, expected, command));
  hideWarnings("MetadataLookupWarning");
  const verification = await notedIfSlow(
    "verify: asking the service\n",
    room.verify({
      expected,
      name,
      endpoints: room.ServiceEndpoints.of(name.location, flags.endpoint),
      credentials: new room.ApplicationDefaultCredentials(name.project),
      surroundings: SURROUNDINGS,
      probe: flags.probe === true,
      ...(virtual === undefined ? {} : { virtual }),
      ...(flags.lock === undefined ? {} : { locks: listOf(flags.lock) }),
    }),
  );
  answer(flags.format === "json" ? room.jsonReport(verification) : room.textReport(verification));
  process.exitCode = room.verdictOf(verification) === "same" ? ExitCode.YES : ExitCode.NO;
}

/** @throws ValidationError when a lock cannot be read */
function listOf(locks: readonly string[]): Lists.AllowedPackages {
  const { AllowedPackages } = require("../packages/allowed-packages") as typeof Lists;
  return AllowedPackages.fromLockfiles([...locks]);
}

const SURROUNDINGS = {
  sleep: (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  notify: (line: string): void => {
    note(`verify: ${line}\n`);
  },
};

/** The project, the location and the name of the repository at the service. */
function placeOf(
  { project, location, repository }: VerifyFlags,
  expected: PolicyRepository,
  command: Command,
): [project: string, location: string, name: string] {
  return [
    project ?? expected.project ?? command.error("error: the policy does not say the project; give --project"),
    location ?? expected.location ?? command.error("error: the policy does not say the location; give --location"),
    repository?.replace(/^.*\//, "") ?? expected.name,
  ];
}

/** Prints a note when something has not come after a second. */
async function notedIfSlow<T>(text: string, coming: Promise<T>): Promise<T> {
  const timer = setTimeout(note, 1000, text);
  try {
    return await coming;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Warnings of Node.js that a library makes of what it cannot find. Away from Google Cloud there is no metadata server;
 * that nobody is logged in is told as an error.
 */
function hideWarnings(hidden: string): void {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== hidden) for (const listener of listeners) listener.call(process, warning);
  });
}

/** What is expected of the repository, and the virtual repository that serves it. */
function selectExpected(
  { repository, virtual, ...flags }: VerifyFlags,
  command: Command,
): { expected: PolicyRepository; virtual: string | undefined } {
  const source = readPolicy(flags);
  if (source.isLocked && repository === undefined)
    command.error("error: lock files do not say the repository; give --repository");
  const expected = source.isLocked ? { ...source.select(), mode: "unknown" as const } : source.select(repository);
  const serving = source.repositories.find(
    ({ mode, upstreams }) => mode === "virtual" && upstreams.includes(expected.name),
  );
  return { expected, virtual: virtual ?? serving?.name };
}
