import { type Command, InvalidArgumentError, Option } from "commander";
import type * as PreviewRun from "../preview/preview-run";
import { answer, complain } from "./output";
import { type PolicyFlags, selectPolicy, withPolicy } from "./policy-options";
import { repeatable } from "./repeatable";
import { upstreamOption, withUpstream } from "./upstream-option";
import { quote } from "../text/quoting";

interface PreviewFlags extends PolicyFlags {
  readonly upstream?: string;
  readonly host?: string;
  readonly port?: number;
  readonly allowRemote?: boolean;
  readonly allowHost?: readonly string[];
  readonly asReported?: boolean;
  readonly observe?: boolean;
  readonly hideDenied?: boolean;
  readonly report?: string;
  readonly run?: boolean;
}

const EXAMPLES = `
Examples:
  private-pypi preview --policy cdk.tf.json --run -- pip install --require-hashes -r requirements.lock
  private-pypi preview --policy plan.json --repository python-remote-repo \\
    --observe --report report.json --run -- make test
  private-pypi preview --policy requirements.lock --upstream https://index.example/simple/ --port 8123
  private-pypi preview --policy requirements.lock --upstream gs://my-packages --run -- pip install my-package

With --run, pip, uv, pdm and pipenv are told by their environment to take packages from here only, and nothing
from caches. The command's proxy variables name the preview too, so what it asks other hosts for (--index-url,
--extra-index-url, [[tool.uv.index]], URLs in lock files) is refused, told, and makes the exit code 1; --allow-host
lets a host through. poetry takes its index from pyproject.toml only.

Exits with the code of the command (with 1 in place of 0 when it asked other hosts), with 0 when a signal ends it
without a command, or with 2 and what is wrong on the standard error output.`;

/** Adds `private-pypi preview`, a local index that answers as the repository would. */
export function addPreview(program: Command): void {
  withPolicy(program.command("preview"))
    .summary("serve an index that answers as the repository would")
    .description(
      "Serves a Python package index on this machine that answers as the repository with this policy would: " +
        "downloads that the policy allows come from the upstream, all others are refused. " +
        "A change of the policy's file counts at once. Lines on the standard error output tell what was refused.",
    )
    .argument("[command...]", "with --run, after --: the command and its arguments")
    .addOption(upstreamOption("the index to take packages from (default: pip's, then the policy's)"))
    .addOption(new Option("--port <port>", "the port to listen on (default: a free one)").argParser(readPort))
    .option("--host <address>", "the address to listen on (default: 127.0.0.1)")
    .option("--allow-remote", "allow a --host that other machines can reach")
    .addOption(
      repeatable(
        "--allow-host <host>",
        "let the command's requests for this host through, or let clients call the preview by this name; " +
          "NAME or NAME:PORT (can be repeated)",
      ),
    )
    .addOption(
      new Option("--observe", "let everything through, and tell what would have been refused").conflicts("hideDenied"),
    )
    .option("--hide-denied", "leave what is denied out of index pages")
    .option(
      "--as-reported",
      "answer 400 for files of versions with an epoch, and send no parts of files, as the service is reported to",
    )
    .option("--report <file>", "write what was refused to this file, as JSON, at the end")
    .option("--run", "run the command that follows --, with this index, and end when it ends")
    .addHelpText("after", EXAMPLES)
    .action(preview);
}

async function preview(
  [first, ...rest]: readonly string[],
  { run, policy, ...flags }: PreviewFlags,
  command: Command,
): Promise<void> {
  if (run === true && first === undefined) {
    command.error("error: --run needs a command; put it after --, such as --run -- pip install six");
  }
  if (run !== true && first !== undefined) {
    command.error("error: a command is given without --run; put --run before it");
  }
  // Only here, so that help and the other commands start without it.
  const { runPreview } = require("../preview/preview-run") as typeof PreviewRun;
  const serve = async (upstream: string | undefined): Promise<number> =>
    runPreview({
      ...flags,
      ...(upstream !== undefined && { upstream }),
      policyFiles: policy,
      load: () => selectPolicy({ policy, ...flags }),
      print: (line) => {
        answer(`${line}\n`);
      },
      say: (line) => {
        complain(`preview: ${line}\n`);
      },
      ...(first !== undefined && { command: [first, ...rest] }),
    });
  const servePlace = async (url: string): Promise<number> => {
    if (url !== flags.upstream) complain(`preview: the pages of ${quote(flags.upstream ?? "")} are at ${url}\n`);
    return serve(url);
  };
  process.exitCode = await (flags.upstream === undefined ? serve(undefined) : withUpstream(flags.upstream, servePlace));
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("a number from 0 to 65535 is needed.");
  return port;
}
