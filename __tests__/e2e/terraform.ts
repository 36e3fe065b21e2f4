import { execFile, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Json } from "./api-double";

const PROVIDER_VERSION = "7.45.0";

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Where the real google provider is, or why there is none. */
export class RealProvider {
  /**
   * `GOOGLE_PROVIDER_DIR` names a folder that holds the provider's binary, or a filesystem mirror as
   * `terraform providers mirror` makes it.
   */
  public static find(): RealProvider {
    const terraform = spawnSync("terraform", ["version"]);
    if (terraform.error !== undefined) return new RealProvider("", "terraform is not on the path");
    const given = process.env.GOOGLE_PROVIDER_DIR ?? "";
    if (given === "") return new RealProvider("", "GOOGLE_PROVIDER_DIR names no folder with the google provider");
    return new RealProvider(path.resolve(given));
  }

  private constructor(
    private readonly folder: string,
    public readonly skipped?: string,
  ) {}

  /** Writes the settings that make terraform take this provider, and answers with their path. */
  public writeCliConfig(folder: string): string {
    const mirror = fs.existsSync(path.join(this.folder, "registry.terraform.io"))
      ? this.folder
      : this.makeMirror(folder);
    const file = path.join(folder, "terraform.rc");
    fs.writeFileSync(
      file,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    return file;
  }

  private makeMirror(folder: string): string {
    const binary = fs
      .readdirSync(this.folder)
      .find((name) => name.startsWith("terraform-provider-google_") || name === "terraform-provider-google");
    if (binary === undefined) throw new Error(`GOOGLE_PROVIDER_DIR: no terraform-provider-google in ${this.folder}`);
    const platform = `${os.platform()}_${os.arch() === "x64" ? "amd64" : os.arch()}`;
    const mirror = path.join(folder, "mirror");
    const home = path.join(mirror, "registry.terraform.io/hashicorp/google", PROVIDER_VERSION, platform);
    fs.mkdirSync(home, { recursive: true });
    fs.symlinkSync(path.join(this.folder, binary), path.join(home, `terraform-provider-google_v${PROVIDER_VERSION}`));
    return mirror;
  }
}

/** One synthesised stack and its state, in a folder of its own. */
export class TerraformFolder {
  /** @param provider settings of the google provider that replace those of the stack */
  constructor(
    private readonly folder: string,
    private readonly cliConfig: string,
    provider: Json,
  ) {
    fs.mkdirSync(folder, { recursive: true });
    this.write("endpoints_override.tf.json", {
      provider: { google: [provider] },
      terraform: { backend: { local: { path: "terraform.tfstate" } } },
    });
  }

  /** Puts the stack's configuration here with the files that it names, in place of any that was here before. */
  public configure(stackFile: string): this {
    fs.copyFileSync(stackFile, path.join(this.folder, "cdk.tf.json"));
    const assets = path.join(path.dirname(stackFile), "assets");
    fs.rmSync(path.join(this.folder, "assets"), { recursive: true, force: true });
    if (fs.existsSync(assets)) fs.cpSync(assets, path.join(this.folder, "assets"), { recursive: true });
    return this;
  }

  /** Another folder that goes on from this one's state. */
  public fork(folder: string, provider: Json): TerraformFolder {
    fs.cpSync(this.folder, folder, { recursive: true, verbatimSymlinks: true });
    return new TerraformFolder(folder, this.cliConfig, provider);
  }

  public init(): Promise<Outcome> {
    return this.terraform("init");
  }

  public validate(): Promise<Outcome> {
    return this.terraform("validate");
  }

  /** The code is 0 when nothing is to be done, 2 when something is. */
  public plan(...options: string[]): Promise<Outcome> {
    return this.terraform("plan", "-detailed-exitcode", ...options);
  }

  public apply(...options: string[]): Promise<Outcome> {
    return this.terraform("apply", "-auto-approve", ...options);
  }

  public destroy(): Promise<Outcome> {
    return this.terraform("destroy", "-auto-approve");
  }

  private write(name: string, content: Json): void {
    fs.writeFileSync(path.join(this.folder, name), JSON.stringify(content, undefined, 2));
  }

  private terraform(...args: string[]): Promise<Outcome> {
    const env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: this.cliConfig,
      CHECKPOINT_DISABLE: "1",
      TF_INPUT: "0",
      TF_IN_AUTOMATION: "1",
    };
    return new Promise((resolve) => {
      const options = { cwd: this.folder, env, maxBuffer: 1 << 26 };
      const child = execFile("terraform", [...args, "-no-color"], options, (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
      });
    });
  }
}
