import { fingerprint } from "../text/fingerprint";
import { formatSarif, type SarifResult } from "../text/sarif";
import type { BlockedPackage, BlockReason, LockCheck } from "./lock-check";
import type { PolicyRepository } from "./policy-repository";

const RULES: readonly { readonly id: BlockReason | "others"; readonly finds: string }[] = [
  { id: "not-listed", finds: "locked packages of which no version can be downloaded" },
  { id: "other-version", finds: "locked packages of which only other versions can be downloaded" },
  { id: "unknown", finds: "locked packages of which the policy does not show whether they can be downloaded" },
  { id: "not-there", finds: "locked packages of which the upstream lists no file" },
  { id: "other-content", finds: "locked packages whose files in the upstream have other hashes" },
  { id: "withdrawn", finds: "locked packages that the upstream has withdrawn" },
  { id: "others", finds: "repositories from which what is not listed can be downloaded, or may be" },
];

/** How the results are made, besides the check. */
export interface LockCheckSarifOptions {
  readonly repository: PolicyRepository;

  /** The first lock file, which is where a finding stands that is about no line of any. */
  readonly lock: string;

  /** Of this package. */
  readonly version: string;
}

/**
 * The check for code scanning: each package that would be refused, or may be, is a result at each place where it is
 * locked.
 */
export function formatLockCheckSarif(check: LockCheck, options: LockCheckSarifOptions): string {
  const results = check.blocked.flatMap((blocked) => resultsOf(blocked, options.repository.name));
  return formatSarif(options.version, RULES, [...results, ...resultsOfOthers(check, options)]);
}

function resultsOf({ name, version, reason, decision, origins }: BlockedPackage, repository: string): SarifResult[] {
  const what = reason === "unknown" ? "may not be downloadable" : "cannot be downloaded";
  return origins.map((origin) => {
    const place = placeOf(origin);
    return {
      rule: reason,
      level: reason === "unknown" ? "warning" : "error",
      message: `${name}==${version} ${what} from ${JSON.stringify(repository)}: ${decision}`,
      ...place,
      // Without the line, which moves with every change of the lock.
      fingerprint: fingerprint(JSON.stringify([repository, name, version, reason, place.file])),
    };
  });
}

function resultsOfOthers(check: LockCheck, { repository, lock }: LockCheckSarifOptions): SarifResult[] {
  if (!check.saysOfOthers(repository)) return [];
  const { others } = check;
  const name = JSON.stringify(repository.name);
  const message =
    others === "allowed"
      ? `everything else can be downloaded too: no rule of ${name} denies what is not listed`
      : `whether everything else can be downloaded from ${name} too cannot be seen`;
  const key = fingerprint(JSON.stringify([repository.name, "others", others]));
  return [{ rule: "others", level: "warning", message, file: lock, fingerprint: key }];
}

/** An origin is a file, most often with the line. */
function placeOf(origin: string): Pick<SarifResult, "file" | "line"> {
  const [, file, line] = /^(.+):([1-9]\d*)$/s.exec(origin) ?? [];
  return file === undefined ? { file: origin } : { file, line: Number(line) };
}
