import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";
import type { IPythonRepository, RepositoryMode } from "../artifact-registry";
import { ValidationError } from "../core/errors";
import type { Validator } from "../core/validator";
import { AllowedPackages } from "../packages";
import { logicalLines, splitOptions } from "../packages/requirement-lines";
import { TextFile } from "../text/text-file";

const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** As many as a message should name. */
const NAMED = 5;

/** What a host installs, held against what its index lets through. */
export class HostPackages {
  /** The text of the requirements file. */
  public readonly requirements?: string;

  /** Reads the requirements file, and notes what is wrong with it and what the index does not let through. */
  constructor(scope: IConstruct, validator: Validator, index: IPythonRepository, requirementsFile?: string) {
    const needed = [AllowedPackages.pipBootstrap()];
    if (requirementsFile !== undefined) {
      try {
        this.requirements = TextFile.read(requirementsFile).text;
        validateRequirements(validator, requirementsFile, this.requirements);
        needed.push(AllowedPackages.fromLockfile(requirementsFile));
      } catch (error) {
        if (!ValidationError.isValidationError(error)) throw error;
        for (const problem of error.problems) validator.problem(`requirementsFile: ${problem}`);
      }
    }
    const [bootstrap = [], requirements = []] = needed.map((packages) => refused(packages, index));
    const name = `index ${JSON.stringify(index.repositoryName)}`;
    const problems = [
      ...(bootstrap.length === 0
        ? []
        : [
            `${name}: does not let through what a host needs for pip: ${shown(bootstrap)}; ` +
              "allow it with packages.union(AllowedPackages.pipBootstrap())",
          ]),
      ...(requirements.length === 0
        ? []
        : [
            `${name}: does not let through what ${JSON.stringify(requirementsFile)} installs: ` +
              `${shown(requirements)}; allow that file with AllowedPackages.fromLockfiles`,
          ]),
    ];
    const mode: `${RepositoryMode}` = index.mode;
    for (const problem of problems) {
      // A virtual repository may have them from an upstream that has no rules.
      if (mode === "REMOTE_REPOSITORY") validator.problem(problem);
      else Annotations.of(scope).addWarning(`${problem}, unless a repository of your own behind it has them`);
    }
  }
}

/** Packages, with where they are locked, that the index is known to refuse. */
function refused(needed: AllowedPackages, index: IPythonRepository): string[] {
  const { allowedPackages } = index;
  if (allowedPackages === undefined) return [];
  const allowed = new Map(allowedPackages.packages.map((one) => [one.name, one]));
  return needed.packages.flatMap(({ name, versions = [], origins }) => {
    const found = allowed.get(name);
    const missing =
      found === undefined ? versions : versions.filter((version) => found.spellings?.includes(version) === false);
    return missing.map((version) => `${name} ${version} (${origins.join(", ")})`);
  });
}

function shown(names: readonly string[]): string {
  return names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ` and ${names.length - NAMED} more` : "");
}

/** pip on the host reads this one file, and nothing that it refers to. */
function validateRequirements(validator: Validator, file: string, text: string): void {
  for (const line of logicalLines(text)) {
    const { requirement, options } = splitOptions(line.text);
    const subject = `requirementsFile ${JSON.stringify(file)}: ${JSON.stringify(line.text.split(/\s/, 1)[0])}`;
    if (requirement === "")
      validator.problem(
        `${subject} is an option; the host has one index and this file alone, so write requirements only`,
      );
    else if (!options.some(({ name, value = "" }) => name === "--hash" && SHA256.test(value))) {
      validator.problem(
        `${subject} has no hash; write the file with hashes, for example by uv pip compile --generate-hashes`,
      );
    }
  }
}
