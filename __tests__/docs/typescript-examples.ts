import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import type { TerraformConfiguration } from "../support/terraform-configuration";
import { ROOT } from "./markdown-files";
import type { MarkdownFile } from "./markdown-files";

/** The compiler's "'x' is declared but its value is never read". */
const UNUSED = 6133;

/** A program in a document. */
export interface Example {
  /** Where it begins, such as "README.md:71". */
  readonly name: string;
  /** As if the rest of the document were empty, so that the lines are those of the document. */
  readonly code: string;
}

/** Every block of TypeScript in the documents. */
export function examplesIn(files: readonly MarkdownFile[]): readonly Example[] {
  return files.flatMap((file) =>
    file.blocks("ts").map(({ line, code }) => ({ name: `${file.path}:${line}`, code: "\n".repeat(line - 1) + code })),
  );
}

/**
 * What the compiler finds in each example (nothing: an empty text), with the project's options, and as if each were a
 * file in the project's folder.
 */
export function typeProblems(examples: readonly Example[]): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ["main.ts"] }, ts.sys, ROOT);
  const virtual = new Map(
    examples.map(({ name, code }) => [join(ROOT, `${name.replaceAll(/[/:]/g, "-")}.ts`), { name, code }]),
  );
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => virtual.has(path) || disk.fileExists(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const code = virtual.get(path)?.code;
      return code === undefined
        ? disk.getSourceFile(path, languageVersion, ...rest)
        : ts.createSourceFile(path, code, languageVersion, true);
    },
  };
  // Each is a program of its own, also one without imports.
  const program = ts.createProgram(
    [...virtual.keys()],
    { ...options, moduleDetection: ts.ModuleDetectionKind.Force },
    host,
  );
  return new Map(
    [...virtual].map(([path, { name }]) => {
      const source = program.getSourceFile(path);
      if (source === undefined) throw new Error(`${name} was not read`);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].filter(
        // What an example ends with is for its reader to use; an import is not.
        ({ code, start = 0 }) =>
          code !== UNUSED ||
          source.statements.some((one) => ts.isImportDeclaration(one) && one.pos <= start && start < one.end),
      );
      return [name, ts.formatDiagnosticsWithColorAndContext(found, { ...host, getCurrentDirectory: () => ROOT })];
    }),
  );
}

/**
 * Runs an example as its reader would: in a folder of its own with lock files in it, against the library.
 *
 * @returns the stacks that it synthesises, by name; undefined for one that has no app
 */
export function run(
  { name, code }: Example,
  locks: Readonly<Record<string, string>>,
): ReadonlyMap<string, TerraformConfiguration> | undefined {
  const { outputText } = ts.transpileModule(code, {
    fileName: name,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  const before = { cwd: process.cwd(), outdir: process.env.CDKTF_OUTDIR };
  try {
    for (const [file, text] of Object.entries(locks)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    process.chdir(folder);
    process.env.CDKTF_OUTDIR = join(folder, "out");
    // jest's require takes the package's own name for lib/.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is that of the project's own documents
    const program = new Function("require", "module", "exports", "__dirname", outputText) as (
      ...parts: unknown[]
    ) => void;
    program(require, { exports: {} }, {}, folder);
    return code.includes(' from "cdktf";') ? synthesisedIn(join(folder, "out")) : undefined;
  } finally {
    process.chdir(before.cwd);
    if (before.outdir === undefined) delete process.env.CDKTF_OUTDIR;
    else process.env.CDKTF_OUTDIR = before.outdir;
    rmSync(folder, { recursive: true });
  }
}

function synthesisedIn(outdir: string): ReadonlyMap<string, TerraformConfiguration> {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Readonly<Record<string, { readonly name: string; readonly synthesizedStackPath: string }>>;
  };
  return new Map(
    Object.values(stacks).map(({ name, synthesizedStackPath: path }) => [
      name,
      JSON.parse(readFileSync(join(outdir, path), "utf8")) as TerraformConfiguration,
    ]),
  );
}
