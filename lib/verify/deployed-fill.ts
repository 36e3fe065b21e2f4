import type { PackageFile } from "../packages/package-files";
import { FilledPolicy } from "../policy/filled-repository";
import type { RepositoryPolicy } from "../policy/repository-policy";
import { readFile } from "./deployed-files";
import { FileComparison, type FilesReport } from "./file-comparison";
import { orReason } from "./or-reason";
import type { RegistryApi } from "./registry-api";
import type { RepositoryName } from "./repository-name";

/** What is in a repository that is filled from locks. */
export interface DeployedFill {
  /** @default - the files could not be read */
  readonly report?: FilesReport;

  /** What could not be found out, each a clause without a full stop. */
  readonly problems: readonly string[];

  /** What can be downloaded, as far as rules let it through. */
  policyUnder(rules: RepositoryPolicy): FilledPolicy;
}

/**
 * Asks for the files of a repository.
 *
 * @param expected what fills it
 * @param locks the files that locks name, whose hashes are compared
 */
export async function readFill(
  api: RegistryApi,
  name: RepositoryName,
  expected: FilledPolicy,
  locks?: readonly PackageFile[],
): Promise<DeployedFill> {
  const found = await orReason("artifactregistry.files.list", async () => (await api.files(name)).map(readFile));
  if (typeof found !== "string" && expected.contents !== undefined) {
    const comparison = new FileComparison(expected, found, locks);
    return {
      report: comparison.report,
      problems: [],
      policyUnder: (rules) => comparison.policyUnder(among(rules)),
    };
  }
  const problem = typeof found === "string" ? found : "the policy does not say yet what fills it";
  return {
    problems: [`what is in it: ${problem}`],
    policyUnder: (rules) => new FilledPolicy([{ packages: undefined }], among(rules)),
  };
}

/** Without any rule all that is there can be downloaded. */
function among(rules: RepositoryPolicy): RepositoryPolicy | undefined {
  return rules.rules.length > 0 ? rules : undefined;
}
