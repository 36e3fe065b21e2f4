import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";

type Body = Readonly<Record<string, unknown>>;

/** A resource in the Terraform JSON of a stack. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  /** Where the construct is, without the stack's name. */
  readonly path: string;
  readonly body: Body;
}

/** The resources of the only stack of an app, read from the JSON that Terraform would read. */
export function synthesised(define: (app: App) => TerraformStack): readonly Resource[] {
  const outdir = mkdtempSync(join(tmpdir(), "pictures-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const stack = define(app).node.id;
    app.synth();
    const text = readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
    const { resource } = JSON.parse(text) as { resource: Readonly<Record<string, Readonly<Record<string, Body>>>> };
    return Object.entries(resource).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, body]) => ({ address: `${type}.${id}`, type, path: pathOf(body, stack), body })),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function pathOf(body: Body, stack: string): string {
  const { metadata } = body["//"] as { metadata: { path: string } };
  return metadata.path.slice(stack.length + 1);
}

/** The bodies of the resources of a type. */
export function bodiesOf(resources: readonly Resource[], type: string): readonly unknown[] {
  return resources.filter((resource) => resource.type === type).map(({ body }) => body);
}
