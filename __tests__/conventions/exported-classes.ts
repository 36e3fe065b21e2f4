import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Construct } from "constructs";

const ROOT = join(__dirname, "../..");

// Any number of arguments of any type: what is exported is called as plain JavaScript may call it.
export type AnyClass = (new (...args: unknown[]) => object) & Record<string, unknown>;

export interface ExportedClass {
  readonly room: string;
  readonly name: string;
  readonly type: AnyClass;
}

/** Every class that a room of the package exports. */
export function exportedClasses(): readonly ExportedClass[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly exports: object };
  const rooms = Object.keys(manifest.exports).flatMap((path) => /^\.\/([a-z-]+)$/.exec(path)?.[1] ?? []);
  return rooms.flatMap((room) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const exported = Object.entries(require(join(ROOT, "lib", room)) as Record<string, unknown>);
    return exported.flatMap(([name, type]) =>
      typeof type === "function" && /^class\b/.test(type.toString()) ? [{ room, name, type: type as AnyClass }] : [],
    );
  });
}

export function isConstructClass({ type }: ExportedClass): boolean {
  return type.prototype instanceof Construct;
}
