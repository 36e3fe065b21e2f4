import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";

import type { TerraformBody, TerraformConfiguration } from "./terraform-configuration";

/** A resource or data source of a synthesised stack. */
export interface SynthesizedBlock {
  readonly type: string;
  readonly logicalId: string;
  /** As Terraform names it, with `data.` before that of a data source. */
  readonly address: string;
  /** The construct's path in the app, which begins with the stack's id. */
  readonly path: string;
  readonly body: TerraformBody;
}

export interface SynthesizedAnnotation {
  readonly constructPath: string;
  readonly level: string;
  readonly message: string;
}

// Settings of the shell that runs the tests and would change what the app does.
const AMBIENT = [
  "CDKTF_CONTEXT_JSON",
  "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS",
  "CDKTF_OUTDIR",
  "CDKTF_TARGET_STACK_ID",
  "SYNTH_HCL_OUTPUT",
];

let folder: string | undefined;
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/**
 * Where apps are written, one after the other: some disks take longer to remove a folder than cdktf to synthesise an
 * app.
 */
function outputFolder(): string {
  return (folder ??= mkdtempSync(join(tmpdir(), "synth-app-")));
}

/** One stack of a synthesised app, as Terraform will read it. */
export class SynthesizedStack {
  public constructor(
    public readonly name: string,
    public readonly json: TerraformConfiguration,
    /** The names of the stacks that are deployed before this one. */
    public readonly dependencies: readonly string[],
    /** Errors are not among them: they fail the synthesis. */
    public readonly annotations: readonly SynthesizedAnnotation[],
  ) {}

  /** The resources of a type (all when undefined), in the order of their addresses. */
  public resources(type?: string): readonly SynthesizedBlock[] {
    return blocks(this.json.resource, "", type);
  }

  public dataSources(type?: string): readonly SynthesizedBlock[] {
    return blocks(this.json.data, "data.", type);
  }

  /**
   * The only resource of a type, or the only one below a construct path (without the stack's id) when that is given.
   */
  public resource(type: string, below?: string): SynthesizedBlock {
    const prefix = below === undefined ? "" : `${this.name}/${below}`;
    const found = this.resources(type).filter(
      ({ path }) => path === prefix || path.startsWith(below === undefined ? "" : `${prefix}/`),
    );
    const [only] = found;
    if (only === undefined || found.length > 1) {
      const paths = this.resources(type).map(({ path }) => `\n  ${path}`);
      throw new Error(
        `${found.length} resources of type ${type}${
          below === undefined ? "" : ` below ${below}`
        }; of this type there are:${paths.join("")}`,
      );
    }
    return only;
  }

  /** The body of what a construct path (without the stack's id) leads to. */
  public at(path: string): TerraformBody {
    const all = [...this.resources(), ...this.dataSources()];
    const found = all.find((block) => block.path === `${this.name}/${path}`);
    if (found === undefined) {
      throw new Error(`nothing at ${path}; there are:${all.map((block) => `\n  ${block.path}`).join("")}`);
    }
    return found.body;
  }

  public count(type: string): number {
    return this.resources(type).length;
  }

  /** The values of the outputs, by name. */
  public get outputs(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(this.json.output ?? {}).map(([name, { value }]) => [name, value]));
  }

  /** The addresses of all resources and data sources, sorted: renaming one replaces it, or reads it anew. */
  public logicalIds(): readonly string[] {
    return [...this.resources(), ...this.dataSources()].map(({ address }) => address).sort();
  }

  /** The stack without what says nothing about it: cdktf's version and notes, and where the tests ran. */
  public golden(): unknown {
    const { "//": _, ...rest } = this.json;
    return JSON.parse(
      JSON.stringify(rest).replaceAll(JSON.stringify(process.cwd()).slice(1, -1), "<cwd>"),
      (key, value: unknown) => {
        if (key !== "//" || typeof value !== "object" || value === null) return value;
        const { metadata } = value as { metadata?: { path?: string } };
        return metadata?.path;
      },
    );
  }
}

/** A whole synthesised app. */
export class SynthesizedApp {
  public constructor(public readonly stacks: readonly SynthesizedStack[]) {}

  /** The stack of a name; the only one when it is left out. */
  public stack(name?: string): SynthesizedStack {
    const found = this.stacks.filter((stack) => name === undefined || stack.name === name);
    const [only] = found;
    if (only === undefined || found.length > 1) {
      throw new Error(`${found.length} stacks, of: ${this.stacks.map((stack) => stack.name).join(", ")}`);
    }
    return only;
  }
}

/**
 * Synthesises a whole app as `cdktf synth` would, with validations, aspects, error annotations and the wiring between
 * stacks, none of which `Testing.synth` does.
 *
 * @param define adds the stacks
 * @throws what a construct throws, what a validation finds, and error annotations
 */
export function synthApp(define: (app: App) => void, context: Readonly<Record<string, unknown>> = {}): SynthesizedApp {
  const ambient = process.env;
  const outdir = outputFolder();
  try {
    process.env = Object.fromEntries(Object.entries(ambient).filter(([name]) => !AMBIENT.includes(name)));
    const app = new App({ outdir, context, stackTraces: false });
    define(app);
    app.synth();
    return read(outdir);
  } finally {
    process.env = ambient;
  }
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly synthesizedStackPath: string;
        readonly dependencies: readonly string[];
        readonly annotations: readonly SynthesizedAnnotation[];
      }
    >
  >;
}

function read(outdir: string): SynthesizedApp {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as Manifest;
  return new SynthesizedApp(
    Object.values(stacks).map(({ name, synthesizedStackPath, dependencies, annotations }) => {
      const text = readFileSync(join(outdir, synthesizedStackPath), "utf8");
      return new SynthesizedStack(name, JSON.parse(text) as TerraformConfiguration, dependencies, annotations);
    }),
  );
}

function blocks(all: TerraformConfiguration["resource"], prefix: string, type?: string): readonly SynthesizedBlock[] {
  return Object.entries(all ?? {})
    .filter(([candidate]) => type === undefined || candidate === type)
    .flatMap(([candidate, byId]) =>
      Object.entries(byId).map(([logicalId, body]) => ({
        type: candidate,
        logicalId,
        address: `${prefix}${candidate}.${logicalId}`,
        path: (body["//"] as { metadata?: { path?: string } } | undefined)?.metadata?.path ?? "",
        body,
      })),
    )
    .sort((one, other) => (one.address < other.address ? -1 : 1));
}
