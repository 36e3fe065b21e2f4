import type { Command } from "commander";
import type * as Explain from "../policy/explanation";
import type * as Report from "../policy/explanation-report";
import { formatOption } from "./format-option";
import { answer, ExitCode } from "./output";
import { upstreamFiles, upstreamOption } from "./upstream-option";
import { type PolicyFlags, selectPolicy, withPolicy } from "./policy-options";

const FORMATS = ["text", "json"] as const;

interface ExplainFlags extends PolicyFlags {
  readonly format: (typeof FORMATS)[number];
  readonly upstream?: string;
}

const EXAMPLES = `
Formats:
  text   the decision, why, and where the rule stands
  json   {"version":1,"asked":{"name":"six","version":"1.17.0"},"decision":"allowed|denied|unknown",
         "rule":{"id":"…","address":"…"},"reason":"…"}

Examples:
  private-pypi explain six==1.17.0 --policy cdktf.out/stacks/registry/cdk.tf.json --repository python-remote-repo
  private-pypi explain numpy --policy plan.json --format json
  private-pypi explain six==1.17.0 --policy requirements.lock --upstream gs://my-packages

Exits with 0 when the download is allowed, with 1 when it is denied or that cannot be seen,
or with 2 and what is wrong on the standard error output.`;

/** Adds `private-pypi explain`, which says which rule decides a download. */
export function addExplain(program: Command): void {
  withPolicy(program.command("explain"))
    .summary("say which rule decides a download, and why")
    .description(
      "Says what would happen to the download of a package from the repository with this policy, " +
        "which rule decides, and where it stands. Without a version it is allowed only when every version is.",
    )
    .argument("<package>", "NAME or NAME==VERSION")
    .addOption(formatOption(FORMATS))
    .addHelpText("after", EXAMPLES)
    .addOption(upstreamOption("also how many files of it its pages list"))
    .action(async (asked: string, flags: ExplainFlags) => {
      const { explain, withUpstreamFiles } = require("../policy/explanation") as typeof Explain;
      const { formatExplanation, formatExplanationJson } = require("../policy/explanation-report") as typeof Report;
      const decided = explain(asked, selectPolicy(flags));
      const { name } = decided.asked;
      const explanation =
        flags.upstream === undefined
          ? decided
          : withUpstreamFiles(decided, (await upstreamFiles(flags.upstream, [name])).get(name) ?? []);
      answer(flags.format === "json" ? formatExplanationJson(explanation) : formatExplanation(explanation));
      const { upstream } = explanation;
      const isThere = upstream === undefined || upstream.files > upstream.withdrawn;
      process.exitCode = explanation.decision === "allowed" && isThere ? ExitCode.YES : ExitCode.NO;
    });
}
