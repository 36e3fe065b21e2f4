import { isIPv4 } from "node:net";
import { ValidationError } from "../core/errors";
import { escapeUnprintable, quote, withoutCredentials } from "../text/quoting";
import type { PolicyRepository } from "../policy/policy-repository";
import { clientEnvironment, indexSettings } from "./client-environment";
import { runCommand, Signals } from "./command";
import { PipSettings } from "./pip-settings";
import { PolicyWatch } from "./policy-watch";
import { PreviewServer } from "./preview-server";
import { DownloadReport, ReportFile } from "./report";
import { chooseUpstream, unusedProxy } from "./upstream";

export interface PreviewRunOptions {
  readonly policyFiles: readonly string[];
  /** Reads the policy, at the start and whenever one of its files changed. */
  readonly load: () => PolicyRepository;
  /** Takes the line that tells the index's URL, when there is no command. */
  readonly print: (line: string) => void;
  /** Takes each line that tells what happens. */
  readonly say: (line: string) => void;
  /**
   * The URL of a simple index.
   *
   * @default - see `chooseUpstream`
   */
  readonly upstream?: string;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default - a free one */
  readonly port?: number;
  /**
   * Whether the host may be one that other machines reach.
   *
   * @default false
   */
  readonly allowRemote?: boolean;
  /**
   * Let everything through, and tell what would have been refused.
   *
   * @default false
   */
  readonly observe?: boolean;
  /**
   * Leave what is denied out of index pages.
   *
   * @default false
   */
  readonly hideDenied?: boolean;
  /**
   * The file to write the report to.
   *
   * @default - none is written
   */
  readonly report?: string;
  /**
   * The program to run, and its arguments.
   *
   * @default - serve until a signal comes
   */
  readonly command?: readonly [string, ...string[]];
}

/**
 * Serves the index while the command runs, or until a signal comes.
 *
 * @returns the exit code: that of the command, or 0 without one
 * @throws ValidationError when it cannot start, or the report cannot be written
 */
export async function runPreview(options: PreviewRunOptions): Promise<number> {
  // From the start: a signal that comes while pip is asked ends the preview too, with its report.
  const signals = new Signals();
  try {
    return await serve(options, signals);
  } finally {
    signals.close();
  }
}

async function serve(options: PreviewRunOptions, signals: Signals): Promise<number> {
  const { say, command } = options;
  checkHost(options);
  const reportFile = options.report === undefined ? undefined : new ReportFile(options.report);
  const watch = await PolicyWatch.start({
    files: options.policyFiles,
    included: ({ includedFiles = [] }) => includedFiles,
    load: options.load,
    say,
  });
  const pip = await readPip(options);
  const upstream = await chooseUpstream(options.upstream, watch.current.source, pip);
  const report = new DownloadReport(say);
  let hasRun = false;
  let proxy = unusedProxy(upstream.url, process.env, pip);
  const server = await PreviewServer.start({
    policy: () => watch.current.policy,
    upstream: upstream.url,
    ca: upstream.ca,
    host: options.host,
    port: options.port,
    observe: options.observe,
    hideDenied: options.hideDenied,
    onDownload: (event) => {
      report.record(event);
    },
    onPageFailed: (failure) => {
      report.recordPage(failure);
      if (proxy !== undefined)
        say(
          `${proxy} is set, and the preview uses no proxy: the upstream has to be reachable from this machine without one`,
        );
      proxy = undefined;
    },
  }).catch((error: unknown) => {
    watch.close();
    throw new ValidationError([`preview: ${reasonOf(error, options)}`]);
  });
  try {
    say(`packages come from ${escapeUnprintable(withoutCredentials(upstream.url.href))} (${upstream.origin})`);
    if (command !== undefined) {
      const code = await runCommand(command, clientEnvironment(server.url, process.env, pip?.variables), signals);
      hasRun = true;
      return code;
    }
    options.print(server.url);
    say("set these for pip, uv and pdm, and end with Ctrl-C:");
    for (const [name, value] of Object.entries(indexSettings(server.url))) say(`  ${name}=${value}`);
    await signals.first;
    return 0;
  } finally {
    await server.close();
    watch.close();
    say(report.summary(server.requests, options.observe === true));
    if (hasRun && server.requests === 0)
      say("the command asked for nothing here: it took its packages from elsewhere, or needed none");
    reportFile?.write(report.document(server.requests));
  }
}

/** With an upstream given, a pip that cannot tell its configuration is none. */
async function readPip({ upstream, say }: PreviewRunOptions): Promise<PipSettings | undefined> {
  try {
    return await PipSettings.read();
  } catch (error) {
    if (upstream === undefined || !ValidationError.isValidationError(error)) throw error;
    say(`pip's configuration is not used: ${error.message}`);
    return undefined;
  }
}

function checkHost({ host = "127.0.0.1", allowRemote = false, say }: PreviewRunOptions): void {
  if (host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))) return;
  if (!allowRemote) {
    throw new ValidationError([
      `host ${quote(host)}: other machines may reach it, and would download with your credentials; leave it out, or add --allow-remote`,
    ]);
  }
  say(
    `warning: whoever reaches ${quote(host)} can download through this preview, with the credentials of the upstream`,
  );
}

function reasonOf(error: unknown, { host = "127.0.0.1", port = 0 }: PreviewRunOptions): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const reason = code === "EADDRINUSE" ? "something else listens there" : code;
  return `cannot listen on ${quote(host)}, port ${port} (${reason}); name another --port, or leave it out for a free one`;
}
