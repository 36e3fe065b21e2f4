import { spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { BuildNetwork } from "./build-network";
import type { Outcome } from "./terraform";

/** A program that builds images from the words that a step of Cloud Build gives to docker. */
export interface ImageBuilder {
  readonly name: string;
  /** Why it cannot be used here. */
  readonly skipped?: string;
  start(network: BuildNetwork, folder: string): Promise<void>;
  /** @param words those of `docker build` */
  build(words: readonly string[], context: string): Promise<Outcome>;
  /** What an image prints when it is run. */
  run(image: string): Promise<Outcome>;
  /** All that there is of an image: its layers, configuration and history, uncompressed. */
  contents(image: string): Promise<Buffer>;
  stop(): Promise<void>;
}

function missing(...programs: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return "it needs root";
  const absent = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  return absent.length === 0 ? undefined : `${absent.join(", ")} cannot be found`;
}

const COMMON = ["mmdebstrap", "unshare", "curl", "openssl"];

abstract class Builder {
  private ready?: { readonly network: BuildNetwork; readonly folder: string };

  public start(network: BuildNetwork, folder: string): Promise<void> {
    this.ready = { network, folder };
    return Promise.resolve();
  }

  public async contents(image: string): Promise<Buffer> {
    const file = path.join(this.place.folder, `image-${Date.now()}.tar`);
    await this.save(image, file);
    const content = fs.readFileSync(file);
    fs.rmSync(file);
    return content;
  }

  public stop(): Promise<void> {
    return Promise.resolve();
  }

  protected get place() {
    if (this.ready === undefined) throw new Error("the builder has not been started");
    return this.ready;
  }

  protected async succeed(program: string, ...args: readonly string[]): Promise<string> {
    const { network, folder } = this.place;
    const { code, output } = await network.run(program, args, folder);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${output}`);
    return output;
  }

  protected abstract save(image: string, file: string): Promise<void>;
}

/** Builds without a daemon. */
export class Buildah extends Builder implements ImageBuilder {
  public readonly name = "buildah";
  public readonly skipped = missing("buildah", ...COMMON);

  public override async start(network: BuildNetwork, folder: string): Promise<void> {
    await super.start(network, folder);
    // Plain HTTP for hosts that lead here, and nothing from elsewhere.
    fs.writeFileSync(path.join(folder, "policy.json"), '{"default":[{"type":"insecureAcceptAnything"}]}');
  }

  public build([command = "", ...words]: readonly string[], context: string): Promise<Outcome> {
    const { network } = this.place;
    const args = [...this.storage, command, "--isolation", "chroot", ...this.policy, ...words];
    return network.run("buildah", args, context, { BUILDAH_LAYERS: "false" });
  }

  public async run(image: string): Promise<Outcome> {
    const { network, folder } = this.place;
    const container = (
      await this.succeed("buildah", ...this.storage, "from", ...this.policy, "--pull-never", image)
    ).trim();
    const config = await this.succeed("buildah", ...this.storage, "inspect", "--type", "image", image);
    const { Cmd: words } = (JSON.parse(config) as { OCIv1: { config: { Cmd: string[] } } }).OCIv1.config;
    return network.run("buildah", [...this.storage, "run", "--isolation", "chroot", container, "--", ...words], folder);
  }

  protected async save(image: string, file: string): Promise<void> {
    await this.succeed("buildah", ...this.storage, "push", ...this.policy, image, `docker-archive:${file}`);
  }

  private get storage(): string[] {
    const { folder } = this.place;
    return ["--root", path.join(folder, "root"), "--runroot", path.join(folder, "run"), "--storage-driver", "vfs"];
  }

  private get policy(): string[] {
    return ["--signature-policy", path.join(this.place.folder, "policy.json")];
  }
}

/** The builder that Cloud Build has: BuildKit in a daemon of docker. */
export class DockerBuildKit extends Builder implements ImageBuilder {
  public readonly name = "docker's BuildKit";
  public readonly skipped = missing("dockerd", "/usr/bin/docker", ...COMMON);

  private daemon?: ChildProcess;
  private log = "";

  public override async start(network: BuildNetwork, folder: string): Promise<void> {
    await super.start(network, folder);
    const daemon = network.spawn(
      "dockerd",
      [
        ...["--data-root", path.join(folder, "data"), "--exec-root", path.join(folder, "exec")],
        ...["--host", this.socket, "--pidfile", path.join(folder, "docker.pid"), "--storage-driver", "vfs"],
        ...["--bridge", "none", "--iptables=false", "--ip6tables=false"],
      ],
      folder,
    );
    this.daemon = daemon;
    daemon.stderr?.on("data", (chunk) => (this.log += String(chunk)));
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await this.docker(["version"], folder)).code === 0) return;
      if (daemon.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`dockerd does not answer: ${this.log.slice(-2000)}`);
  }

  public build([command = "", ...words]: readonly string[], context: string): Promise<Outcome> {
    // Names lead to this machine's own addresses.
    const { address, hosts } = this.place.network;
    const network = ["--network", "host", "--add-host", `${hosts.index}:${address}`];
    return this.docker([command, "--progress", "plain", ...network, ...words], context, { DOCKER_BUILDKIT: "1" });
  }

  public run(image: string): Promise<Outcome> {
    return this.docker(["run", "--rm", "--network", "none", image], this.place.folder);
  }

  public override async stop(): Promise<void> {
    const { daemon } = this;
    if (daemon?.exitCode !== null) return;
    const ended = new Promise((resolve) => daemon.once("close", resolve));
    daemon.kill("SIGTERM");
    await ended;
  }

  protected async save(image: string, file: string): Promise<void> {
    await this.docker(["save", "--output", file, image], this.place.folder);
  }

  private docker(words: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.place.network.run("/usr/bin/docker", ["--host", this.socket, ...words], folder, env);
  }

  private get socket(): string {
    return `unix://${path.join(this.place.folder, "docker.sock")}`;
  }
}
