import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { GoogleCloudDouble } from "./google-cloud-double";
import { RealProvider, TerraformFolder } from "./terraform";
import type { Outcome } from "./terraform";

/** One stack that terraform applies to a cloud of its own. */
export interface CloudDeployment {
  readonly double: GoogleCloudDouble;
  readonly folder: TerraformFolder;
}

/**
 * Where the tests of a file deploy stacks, each to a cloud of its own, with the real provider.
 *
 * ```ts
 * const place = new DeploymentPlace();
 * const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
 * afterAll(() => place.remove());
 * const { double, folder } = await place.deploy(stackFile);
 * ```
 */
export class DeploymentPlace {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-cloud-"));
  /** Why there is no provider. */
  public readonly skipped: string | undefined;

  private readonly cliConfig: string;
  private readonly doubles: GoogleCloudDouble[] = [];

  constructor() {
    const provider = RealProvider.find();
    this.skipped = provider.skipped;
    this.cliConfig = provider.skipped === undefined ? provider.writeCliConfig(this.folder) : "";
  }

  /** A new folder for anything. */
  public newFolder(name: string): string {
    return fs.mkdtempSync(path.join(this.folder, `${name}-`));
  }

  /** A new cloud. */
  public async newCloud(): Promise<GoogleCloudDouble> {
    const double = new GoogleCloudDouble();
    this.doubles.push(double);
    await double.start();
    return double;
  }

  /** A synthesised stack, ready to be applied to a cloud: a new one, where none is given. */
  public async initialise(stackFile: string, cloud?: GoogleCloudDouble): Promise<CloudDeployment> {
    const double = cloud ?? (await this.newCloud());
    const settings = GoogleCloudDouble.providerSettings(double.address);
    const folder = new TerraformFolder(this.newFolder("stack"), this.cliConfig, settings).configure(stackFile);
    expectCode(await folder.init(), 0);
    return { double, folder };
  }

  /** A stack that is applied, and has nothing left to do. */
  public async deploy(stackFile: string, cloud?: GoogleCloudDouble): Promise<CloudDeployment> {
    const deployment = await this.initialise(stackFile, cloud);
    expectCode(await deployment.folder.apply(), 0);
    expectCode(await deployment.folder.plan(), 0);
    return deployment;
  }

  public async remove(): Promise<void> {
    await Promise.all(this.doubles.map((double) => double.stop()));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is said of an error is enough, where there is one: plans hold long scripts. */
export function expectCode({ code, output }: Outcome, expected: number): void {
  expect({ code, said: code === expected ? "" : output.slice(Math.max(output.indexOf("\nError: "), 0)) }).toEqual({
    code: expected,
    said: "",
  });
}
