import { type Command, Option } from "commander";
import type * as Quoting from "../text/quoting";
import type { Explanation } from "../policy";
import type * as Explain from "../policy/explanation";
import { type PolicyFlags, selectPolicy, withPolicy } from "./policy-options";

const FORMATS = ["text", "json"] as const;

interface ExplainFlags extends PolicyFlags {
  readonly format: (typeof FORMATS)[number];
}

const EXAMPLES = `
Formats:
  text   the decision, why, and where the rule stands
  json   {"version":1,"asked":{"name":"six","version":"1.17.0"},"decision":"allowed|denied|unknown","rule":{"id":"…","address":"…"},"reason":"…"}

Examples:
  private-pypi explain six==1.17.0 --policy cdktf.out/stacks/registry/cdk.tf.json --repository python-remote-repo
  private-pypi explain numpy --policy plan.json --format json

Exits with 0 when the download is allowed, with 1 when it is denied or that cannot be seen, or with 2 and what is wrong on the standard
error output.`;

/** Adds `private-pypi explain`, which says which rule decides a download. */
export function addExplain(program: Command): void {
  withPolicy(program.command("explain"))
    .summary("say which rule decides a download, and why")
    .description(
      "Says what would happen to the download of a package from the repository with this policy, which rule decides, and where it stands. " +
        "Without a version it is allowed only when every version is.",
    )
    .argument("<package>", "NAME or NAME==VERSION")
    .addOption(new Option("--format <format>", "how to print the answer").choices(FORMATS).default("text"))
    .addHelpText("after", EXAMPLES)
    .action((asked: string, flags: ExplainFlags) => {
      const { explain } = require("../policy/explanation") as typeof Explain;
      const explanation = explain(asked, selectPolicy(flags));
      process.stdout.write(
        flags.format === "json" ? `${JSON.stringify({ version: 1, ...explanation })}\n` : formatText(explanation),
      );
      process.exitCode = explanation.decision === "allowed" ? 0 : 1;
    });
}

function formatText({ asked, decision, rule, reason }: Explanation): string {
  const what = asked.version === null ? asked.name : `${asked.name}==${asked.version}`;
  const { escapeUnprintable } = require("../text/quoting") as typeof Quoting;
  const address = rule?.address ?? null;
  const place = address === null ? "" : `rule at: ${escapeUnprintable(address)}\n`;
  return `${what}: ${decision}\n${reason}\n${place}`;
}
