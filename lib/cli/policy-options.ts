import type { Command } from "commander";
import type { PolicyRepository } from "../policy";
import type * as Source from "../policy/policy-source";
import { repeatable } from "./repeatable";

/** What `withPolicy` adds to the flags of a command. */
export interface PolicyFlags {
  readonly policy: readonly string[];
  readonly repository?: string;
  readonly index?: readonly string[];
  readonly without?: readonly string[];
}

/** Adds the options that say which policy a command is about. */
export function withPolicy(command: Command): Command {
  return command
    .addOption(
      repeatable(
        "--policy <file>",
        "the policy: a synthesised stack (cdk.tf.json), a plan or state (terraform show -json), " +
          "rules (gcloud artifacts rules list --format=json) or lock files (can be repeated)",
      ).makeOptionMandatory(),
    )
    .option("--repository <name>", "the repository, when the policy has several")
    .addOption(
      repeatable(
        "--index <url>",
        "for lock files: an index whose packages the repository serves too, or pypi (can be repeated)",
      ),
    )
    .addOption(repeatable("--without <name>", "for lock files: leave this package out (can be repeated)"));
}

/** @throws ValidationError when the policy cannot be read, or it is not clear which of its repositories is meant */
export function selectPolicy({ repository, ...flags }: PolicyFlags): PolicyRepository {
  return readPolicy(flags).select(repository);
}

/**
 * @param withoutIfThere further packages to leave out, of which the policy's lock files may hold none
 * @throws ValidationError when the policy cannot be read
 */
export function readPolicy(
  { policy, index = [], without = [] }: PolicyFlags,
  withoutIfThere: readonly string[] = [],
): Source.PolicySource {
  const { PolicySource } = require("../policy/policy-source") as typeof Source;
  return PolicySource.read(policy, { indexes: index, without, withoutIfThere });
}
