import { readFileName } from "../packages/distribution-file";
import { quote } from "../text/quoting";
import type { Decision, PackagePolicy, Policy } from "../policy";
import type { SimplePage } from "../simple-api/simple-page";
import { refusalOf } from "./refusal";

/** What the policy says about a file. */
export interface Judgement {
  readonly allowed: boolean;
  /** @default - not in the file's name */
  readonly version?: string;
  /** Which rules decide; a clause without a full stop. */
  readonly reason: string;
}

/** A file that a page would have, and has not. */
export interface HiddenFile extends Judgement {
  readonly file: string;
}

/** Decides on the files of one project as the policy is now. Only what is known to be allowed is allowed. */
export class DownloadJudge {
  private readonly own: PackagePolicy;

  /** @param project a PEP 503 name */
  public constructor(
    private readonly policy: Policy,
    private readonly project: string,
  ) {
    this.own = policy.of(project);
  }

  /** The decision on a file, which is that on its metadata and its signature too. */
  public ofFile(file: string): Judgement {
    const version = readFileName(file, this.project)?.version;
    if (version === undefined) {
      return { allowed: false, reason: `its name does not say which version of ${quote(this.project)} it is` };
    }
    const decision = this.own.decide(version);
    return { allowed: isAllowed(decision), version, reason: decision.reason };
  }

  /** Why a file is refused, for whoever wants to install it. */
  public refusalOf(file: string): string {
    const { version, reason } = this.ofFile(file);
    return version === undefined ? `${quote(file)}: ${reason}` : refusalOf(this.policy, this.project, version);
  }

  /** The page without what the policy refuses, and what that is. */
  public split(page: SimplePage): { readonly shown: SimplePage; readonly hidden: readonly HiddenFile[] } {
    const judged = page.files.map((file) => ({ file, judgement: this.ofFile(file.name) }));
    const shown = {
      ...page,
      ...(page.versions && { versions: page.versions.filter((version) => isAllowed(this.own.decide(version))) }),
      files: judged.flatMap(({ file, judgement }) => (judgement.allowed ? [file] : [])),
    };
    const hidden = judged.flatMap(({ file: { name }, judgement }) =>
      judgement.allowed ? [] : [{ file: name, ...judgement }],
    );
    return { shown, hidden };
  }
}

function isAllowed({ outcome }: Decision): boolean {
  return outcome === "allowed";
}
