import type { PolicyRepository } from "../policy/policy-repository";
import type { RefusedFile } from "./refusal";

/** How the policy was chosen, as the options of a command say it. */
export interface PolicyChoice {
  readonly policyFiles: readonly string[];
  /** @default - the only one */
  readonly repository?: string;
  /** @default - none */
  readonly index?: readonly string[];
}

/** What to do about a refused file: which lock to change, and which command says more. */
export function adviceOn({ name, version }: RefusedFile, choice: PolicyChoice, policy: PolicyRepository): string {
  const { policyFiles, repository, index = [] } = choice;
  // Only lock files include others.
  const place = policy.includedFiles !== undefined ? policyFiles.join(", ") : "the lock that the policy is made from";
  const options = [
    ...policyFiles.map((file) => ["--policy", file]),
    ...(repository === undefined ? [] : [["--repository", repository]]),
    ...index.map((url) => ["--index", url]),
  ].flat();
  const words = [version === undefined ? name : `${name}==${version}`, ...options].map(shellWord);
  return `lock it in ${place}, or ask: private-pypi explain ${words.join(" ")}`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./!-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
