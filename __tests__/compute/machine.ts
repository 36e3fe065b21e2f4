import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PythonStandardRepository } from "../../lib/artifact-registry";
import { PythonHost } from "../../lib/compute";
import type { PythonHostProps } from "../../lib/compute";
import { AllowedPackages } from "../../lib/packages";
import { LOCATION, synthStack } from "../support/registry-app";
import { SubnetDouble } from "./subnet-double";
import { wheelsOf } from "./wheels";

export const REQUIREMENTS = join(__dirname, "requirements.txt");
const LOCKS = [AllowedPackages.PIP_BOOTSTRAP_LOCK, REQUIREMENTS];
const UNSHARE = ["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child"];

/** What goes wrong around the host. */
export interface Faults {
  /** The index answers so for paths with `path` in them, the first so many times. */
  readonly status?: { readonly code: number; readonly path: string; readonly times: number };
  /** Another file than the one that the page promises. */
  readonly wrongContent?: string;
  /** Another hash on the page than the lock has. */
  readonly wrongFragment?: string;
  /** Where files are redirected to. */
  readonly redirect?: string;
  /** Where the other host redirects to. */
  readonly redirectBack?: string;
  /** How many requests to the metadata server take longer than the script waits. */
  readonly slowMetadata?: number;
  /** The room on the disk of /opt. */
  readonly disk?: string;
  /** The first boot ends at the first request with this in its path. */
  readonly powerCut?: string;
}

export interface Boot {
  readonly code: number;
  readonly log: string;
  readonly seconds: number;
  /** A digest of path, inode, mode, size and time of each file on the host. */
  readonly snapshot: string;
  /** What stands in the folders that the script may write to. */
  readonly files: readonly string[];
}

export interface Report {
  /** What Python says when it is asked for pip, ensurepip and keyring before the first boot. */
  readonly withoutPip: readonly string[];
  /** What comes of a connection to the internet. */
  readonly outside: string;
  readonly before: readonly string[];
  readonly runs: readonly Boot[];
  readonly afterwards: readonly Pick<Boot, "code" | "log">[];
  readonly index: readonly { readonly path: string; readonly token: boolean }[];
  readonly other: readonly { readonly path: string; readonly headers: string }[];
  /** Files, command lines, environments and logs in which the token was seen, at any time. */
  readonly leaks: readonly string[];
}

export interface MachineOptions {
  readonly faults?: Faults;
  /** The hosts as they are defined at each boot. @default - one host with requirements, twice */
  readonly boots?: readonly Partial<PythonHostProps>[];
  /** In seconds. @default - as in the script */
  readonly patience?: number;
  /** Programs that run on the host afterwards. */
  readonly afterwards?: readonly (readonly string[])[];
}

/**
 * A host in namespaces of this machine: Debian's Python 3.11 without pip, a metadata server at its true address, an
 * index at its true name with the wheels of the locks, and no network. The startup script runs as it is, as the file
 * that the metadata holds.
 */
export class Machine {
  /** Why hosts cannot be started here; undefined when they can. */
  public static readonly skipped = reasonToSkip();

  public static boot(options: MachineOptions = {}): Report {
    const home = mkdtempSync(join(tmpdir(), "private-pypi-machine-"));
    try {
      const boots = (options.boots ?? [{}, {}]).map((props) => metadataOf(props));
      const script = boots[0]?.["startup-script"] ?? "";
      const patience = "PATIENCE = 600 ";
      expect(script).toContain(patience);
      mkdirSync(join(home, "root"));
      const spec = {
        root: join(home, "root"),
        // Waiting for ten minutes is all that a test has to shorten.
        script: options.patience === undefined ? script : script.replace(patience, `PATIENCE = ${options.patience} `),
        boots,
        wheels: wheelsOf(LOCKS),
        allowed: LOCKS.flatMap((lock) => AllowedPackages.fromLockfile(lock).packages).flatMap(
          ({ name, versions = [] }) => versions.map((version) => `${name}==${version}`),
        ),
        faults: options.faults ?? {},
        afterwards: options.afterwards ?? [],
      };
      const { status, stdout, stderr } = spawnSync("unshare", [...UNSHARE, "python3", join(__dirname, "machine.py")], {
        input: JSON.stringify(spec),
        encoding: "utf8",
        maxBuffer: 1 << 26,
      });
      if (status !== 0) throw new Error(`machine.py ended with ${String(status)}\n${stderr}`);
      return JSON.parse(stdout) as Report;
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }
}

/** The metadata of a host as Terraform hands it on. */
function metadataOf(props: Partial<PythonHostProps>): Record<string, string> {
  const { body } = synthStack((scope) => {
    const index = new PythonStandardRepository(scope, "Python", { repositoryName: "python", location: LOCATION });
    const subnet = new SubnetDouble(scope, "Subnet");
    new PythonHost(scope, "Host", {
      instanceName: "python-host",
      zone: "us-central1-a",
      subnet,
      index,
      requirementsFile: REQUIREMENTS,
      ...props,
    });
  }).resource("google_compute_instance");
  const metadata = Object.entries(body.metadata as Record<string, string>);
  return Object.fromEntries(metadata.map(([key, value]) => [key, value.replaceAll(/([$%])\1\{/g, "$1{")]));
}

function reasonToSkip(): string | undefined {
  const succeeds = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
  if (!succeeds("unshare", ...UNSHARE, "true")) return "user namespaces cannot be made here";
  if (!succeeds("/usr/bin/python3", "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 11))"))
    return "/usr/bin/python3 is not Debian 12's Python 3.11";
  if (!succeeds("openssl", "version") || !succeeds("ip", "-V")) return "openssl or ip is not installed";
  try {
    wheelsOf(LOCKS);
  } catch (error) {
    return `pip cannot download the wheels from PyPI: ${String(error).trim().split("\n").at(-1) ?? ""}`;
  }
  return undefined;
}
