import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import * as ts from "typescript";

type Body = Readonly<Record<string, unknown>>;

/** A resource in the Terraform JSON of a stack. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  /** Where the construct is, without the stack's name. */
  readonly path: string;
  readonly body: Body;
}

/** What Terraform would read of a stack. */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Body>>>>;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
}

/** The JSON of the only stack of an app. */
export function configurationOf(define: (app: App) => TerraformStack): Configuration {
  const outdir = mkdtempSync(join(tmpdir(), "pictures-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const stack = define(app).node.id;
    app.synth();
    return JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Configuration;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The resources of the only stack of an example, whose program takes the library as a stranger does. */
export function synthesisedExample(root: string, name: string): readonly Resource[] {
  const only = programOf(root, join(root, "examples", name))[name];
  if (only === undefined) throw new Error(`the example has no stack ${name}`);
  return resourcesOf(only);
}

/** The stacks of the reference deployment by their names, as they are when nothing is set in the environment. */
export function synthesisedDeployment(root: string): Readonly<Record<string, Configuration>> {
  return programOf(root, root);
}

/** Runs the `main.ts` of a folder, and reads the stacks that it synthesises. */
function programOf(root: string, folder: string): Readonly<Record<string, Configuration>> {
  const code = readFileSync(join(folder, "main.ts"), "utf8").replaceAll(
    /"(?:cdktf-google-private-pypi|\.\/lib)\//g,
    `"${root.replaceAll("\\", "/")}/lib/`,
  );
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const outdir = mkdtempSync(join(tmpdir(), "pictures-"));
  const before = process.env.CDKTF_OUTDIR;
  process.env.CDKTF_OUTDIR = outdir;
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is the project's own
    const program = new Function(
      "require",
      "exports",
      "__dirname",
      "process",
      ts.transpileModule(code, { compilerOptions }).outputText,
    ) as (...parts: unknown[]) => void;
    program(require, {}, folder, { env: {} });
    const stackOf = (name: string) => readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8");
    return Object.fromEntries(
      readdirSync(join(outdir, "stacks")).map((name) => [name, JSON.parse(stackOf(name)) as Configuration]),
    );
  } finally {
    if (before === undefined) delete process.env.CDKTF_OUTDIR;
    else process.env.CDKTF_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

/** The resources of the only stack of an app. */
export function synthesised(define: (app: App) => TerraformStack): readonly Resource[] {
  return resourcesOf(configurationOf(define));
}

/** Its resources, in the order that they stand in. */
export function resourcesOf({ resource }: Configuration): readonly Resource[] {
  return Object.entries(resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, body]) => ({ address: `${type}.${id}`, type, path: pathOf(body), body })),
  );
}

function pathOf(body: Body): string {
  const { metadata } = body["//"] as { metadata: { path: string } };
  return metadata.path.slice(metadata.path.indexOf("/") + 1);
}

/** The bodies of the resources of a type. */
export function bodiesOf(resources: readonly Resource[], type: string): readonly unknown[] {
  return resources.filter((resource) => resource.type === type).map(({ body }) => body);
}

/** What an account is called, of the member of a grant or of an address. */
export function accountOf(member: string): string {
  return member.replace(/^[^:]*:/, "").replace(/@.*$/, "");
}

/** The last part of the full name of a resource. */
export function last(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
