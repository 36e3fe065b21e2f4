import { isIPv4 } from "node:net";
import { ValidationError } from "../core/errors";
import { escapeUnprintable, quote, withoutCredentials } from "../text/quoting";
import type { PolicyRepository } from "../policy/policy-repository";
import { adviceOn, type PolicyChoice } from "./advice";
import { clientEnvironment, indexSettings, otherPlaces } from "./client-environment";
import { runCommand, Signals } from "./command";
import { InstalledPackages } from "./installed-packages";
import { PipSettings } from "./pip-settings";
import { PolicyWatch } from "./policy-watch";
import { PreviewServer } from "./preview-server";
import { DownloadReport, type ReportDocument, ReportFile } from "./report";
import { type ChosenUpstream, chooseUpstream, unusedProxy } from "./upstream";
import { codeOf } from "../text/json-object";

const NOTHING_ASKED = "the command asked for nothing here: it took its packages from elsewhere, or needed none";

export interface PreviewRunOptions extends PolicyChoice {
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
   * Hosts that requests are let through to, and by whose names the preview may be called.
   *
   * @default - none
   */
  readonly allowHost?: readonly string[];
  /**
   * Do as reports of real use say that the service does, see `PreviewOptions`.
   *
   * @default false
   */
  readonly asReported?: boolean;
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
 * @returns the exit code: that of the command, or 0 without one; 1 in place of 0 when something asked other hosts
 * @throws ValidationError when it cannot start
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
  const installed = command === undefined ? undefined : await InstalledPackages.before(command);
  const server = await startServer(options, { watch, upstream, pip, report }).catch((error: unknown) => {
    watch.close();
    throw error;
  });
  let code = 0;
  let hasEnded = false;
  try {
    say(`packages come from ${escapeUnprintable(withoutCredentials(upstream.url.href))} (${upstream.origin})`);
    code = await (command === undefined
      ? serveUntilSignal(server.url, options, signals)
      : runCommand(command, clientEnvironment(server.url, process.env, pip?.variables), signals));
    hasEnded = true;
  } finally {
    await server.close();
    watch.close();
    const unseen = hasEnded ? installed?.describe(server.projects, watch.current.policy) : undefined;
    if (unseen !== undefined) say(unseen);
    for (const line of report.summary(server.requests, options.observe === true)) say(line);
    if (command !== undefined && hasEnded && server.requests === 0) say(NOTHING_ASKED);
    if (reportFile !== undefined) writeReport(reportFile, report.document(server.requests), say);
  }
  return code === 0 && report.wasPassedBy ? 1 : code;
}

/** What a server is made of. */
interface ServerParts {
  readonly watch: PolicyWatch<PolicyRepository>;
  readonly upstream: ChosenUpstream;
  readonly pip: PipSettings | undefined;
  readonly report: DownloadReport;
}

async function startServer(options: PreviewRunOptions, parts: ServerParts): Promise<PreviewServer> {
  const { watch, upstream, pip, report } = parts;
  let proxy = unusedProxy(upstream.url, process.env, pip);
  try {
    return await PreviewServer.start({
      policy: () => watch.current.policy,
      upstream: upstream.url,
      ca: upstream.ca,
      host: options.host,
      port: options.port,
      allowHosts: options.allowHost,
      asReported: options.asReported,
      observe: options.observe,
      hideDenied: options.hideDenied,
      advise: (file) => adviceOn(file, options, watch.current),
      onDownload: (event) => {
        report.record(event);
      },
      onElsewhere: (event) => {
        report.recordElsewhere(event);
      },
      onLeftOut: (event) => {
        report.recordLeftOut(event);
      },
      onHidden: (event) => {
        report.recordHidden(event);
      },
      onPageFailed: (failure) => {
        report.recordPage(failure);
        if (proxy !== undefined)
          options.say(
            `${proxy} is set, and the preview uses no proxy: ` +
              "the upstream has to be reachable from this machine without one",
          );
        proxy = undefined;
      },
    });
  } catch (error) {
    if (ValidationError.isValidationError(error)) throw error;
    throw new ValidationError([`preview: ${reasonOf(error, options)}`]);
  }
}

async function serveUntilSignal(url: string, { print, say }: PreviewRunOptions, signals: Signals): Promise<number> {
  print(url);
  say("set these for pip, uv, pdm and pipenv, and end with Ctrl-C:");
  const settings = indexSettings(url);
  for (const [name, value] of Object.entries(settings)) say(`  ${name}=${value}`);
  const others = otherPlaces(process.env).filter((name) => !(name in settings));
  if (others.length > 0) say(`and take these out, which name other places: ${others.join(", ")}`);
  await signals.first;
  return 0;
}

/** The command's work is done: a report that cannot be written is told, and shown where it can be seen. */
function writeReport(file: ReportFile, document: ReportDocument, say: (line: string) => void): void {
  try {
    file.write(document);
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    say(error.message);
    say(`the report: ${JSON.stringify(document)}`);
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
  const isLoopback = isIPv4(host) ? host.startsWith("127.") : ["localhost", "::1"].includes(host);
  if (isLoopback) return;
  if (!allowRemote) {
    throw new ValidationError([
      `host ${quote(host)}: other machines may reach it, and would download with your credentials; ` +
        "leave it out, or add --allow-remote",
    ]);
  }
  say(
    `warning: whoever reaches ${quote(host)} can download through this preview, with the credentials of the upstream`,
  );
}

function reasonOf(error: unknown, { host = "127.0.0.1", port = 0 }: PreviewRunOptions): string {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const reason = code === "EADDRINUSE" ? "something else listens there" : code;
  const place = `${quote(host)}, port ${port}`;
  return `cannot listen on ${place} (${reason}); name another --port, or leave it out for a free one`;
}
