import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Token } from "cdktf";
import type { ClientSettings } from "../artifact-registry";
import type { Validator } from "../core/validator";
import { AllowedPackages } from "../packages";

/** @see https://cloud.google.com/compute/docs/reference/rest/v1/Metadata */
const MOST_VALUE_BYTES = 262_144;
/** "less than 512 KB", keys and values. @see https://cloud.google.com/compute/docs/reference/rest/v1/Metadata */
const MOST_BYTES = 524_287;

/** A Python file, so that tools for Python read it. It lies as far from dist/compute/ as from lib/compute/. */
const STARTUP_SCRIPT = join(__dirname, "../../lib/compute/startup-script.py");

/** What the host and the people who log in to it are told. */
const OWN_KEYS =
  /^(?:startup-script|startup-script-url|enable-oslogin|block-project-ssh-keys|ssh-keys|sshKeys|private-pypi-.*)$/;

/** What a host is to install, and from where. */
export interface HostInputs {
  readonly indexUrl: string;
  readonly settings: ClientSettings;
  /** The text of a requirements file with hashes. */
  readonly requirements?: string;
}

/** The metadata of an instance: its startup script, what that is to do, and who may log in. */
export class InstanceMetadata {
  private readonly own: Readonly<Record<string, string>>;

  constructor(
    inputs: HostInputs,
    private readonly others: Readonly<Record<string, string>>,
  ) {
    const { settings, requirements } = inputs;
    const { buildConstraints } = settings;
    this.own = {
      // Not the attribute metadata_startup_script: another script there replaces the instance.
      "startup-script": literally(readFileSync(STARTUP_SCRIPT, "utf8")),
      "enable-oslogin": "TRUE",
      "block-project-ssh-keys": "TRUE",
      "private-pypi-index-url": inputs.indexUrl,
      "private-pypi-pip-conf": settings.pipConf,
      "private-pypi-bootstrap": literally(readFileSync(AllowedPackages.PIP_BOOTSTRAP_LOCK, "utf8")),
      ...(requirements === undefined ? {} : { "private-pypi-requirements": literally(requirements) }),
      ...(buildConstraints === undefined ? {} : { "private-pypi-build-constraints": buildConstraints }),
    };
  }

  /** Notes keys that are not free or not valid, and what is too large. */
  public validate(validator: Validator): void {
    for (const key of Object.keys(this.others)) {
      validator.matches(
        "metadata key",
        key,
        /^[a-zA-Z0-9_-]{1,127}$/,
        'must be at most 127 letters, digits, "-" and "_"',
      );
      if (OWN_KEYS.test(key)) {
        validator.problem(
          `metadata key ${JSON.stringify(key)}: belongs to the host, which sets its startup script ` +
            "and log-in by OS Login; drop it",
        );
      }
    }
    const all = Object.entries(this.toTerraform()).filter(([, value]) => !Token.isUnresolved(value));
    for (const [key, value] of all) {
      const bytes = Buffer.byteLength(value);
      if (bytes > MOST_VALUE_BYTES) {
        validator.problem(
          `metadata ${JSON.stringify(key)}: ${bytes} bytes; ` +
            `at most ${MOST_VALUE_BYTES} are allowed${REMEDIES[key] ?? ""}`,
        );
      }
    }
    const total = all.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
    if (total > MOST_BYTES) {
      validator.problem(
        `metadata: ${total} bytes with all keys; at most ${MOST_BYTES} are allowed, ` +
          `of which the host itself needs ${byteLength(this.own)}`,
      );
    }
  }

  public toTerraform(): Record<string, string> {
    return { ...this.others, ...this.own };
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  "private-pypi-requirements":
    "; lock only what the host needs, for its platform only and without comments (uv pip compile --no-annotate)",
  "private-pypi-build-constraints": "; leave sourceDistributions out, or let the index allow fewer packages",
};

function byteLength(values: Readonly<Record<string, string>>): number {
  return Object.entries(values).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

/**
 * The text as Terraform's templates have to be told it.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
function literally(text: string): string {
  return text.replaceAll(/([$%])\{/g, "$1$1{");
}
