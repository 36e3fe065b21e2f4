import { readFileName } from "../packages/distribution-file";
import { quote } from "../text/quoting";
import type { Decision, PackagePolicy, Policy } from "../policy";
import type { SimplePage } from "../simple-api/simple-page";

/** What the policy says about a file. */
export interface Judgement {
  readonly allowed: boolean;
  /** @default - not in the file's name */
  readonly version?: string;
  readonly reason: string;
}

/** Decides on the files of one project as the policy is now. Only what is known to be allowed is allowed. */
export class DownloadJudge {
  private readonly policy: PackagePolicy;

  /** @param project a PEP 503 name */
  public constructor(
    policy: Policy,
    private readonly project: string,
  ) {
    this.policy = policy.of(project);
  }

  /** The decision on a file, which is that on its metadata and its signature too. */
  public ofFile(file: string): Judgement {
    const version = readFileName(file, this.project)?.version;
    if (version === undefined) {
      return { allowed: false, reason: `its name does not say which version of ${quote(this.project)} it is` };
    }
    const decision = this.policy.decide(version);
    return { allowed: isAllowed(decision), version, reason: decision.reason };
  }

  /** The page without what the policy refuses. */
  public shown(page: SimplePage): SimplePage {
    return {
      ...page,
      ...(page.versions && { versions: page.versions.filter((version) => isAllowed(this.policy.decide(version))) }),
      files: page.files.filter(({ name }) => this.ofFile(name).allowed),
    };
  }
}

function isAllowed({ outcome }: Decision): boolean {
  return outcome === "allowed";
}
