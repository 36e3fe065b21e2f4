import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as ts from "typescript";

const CDKTF = /^(?:cdktf|constructs|@cdktf)(?:\/|$)/;

export interface Import {
  /** The room, or `main.ts`. */
  readonly from: string;
  readonly to: string;
  /** Whether only types are imported, of which nothing is left at run time. */
  readonly typeOnly: boolean;
}

/** The rooms of lib/ with main.ts, and which of them imports which, as their files say. */
export class Imports {
  /** Every room once, sorted. */
  public readonly rooms: readonly string[];
  /** Each pair of rooms once, sorted. */
  public readonly between: readonly Import[];
  private readonly files: ReadonlyMap<string, readonly { readonly target: string; readonly typeOnly: boolean }[]>;

  public constructor(private readonly root: string) {
    const paths = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" }).map((path) =>
      join(root, "lib", path),
    );
    this.files = new Map(
      [join(root, "main.ts"), ...paths.filter((path) => path.endsWith(".ts"))].map((file) => [file, importsOf(file)]),
    );
    this.rooms = [...new Set([...this.files.keys()].map((file) => this.roomOf(file)))].sort();

    const pairs = new Map<string, Import>();
    for (const [file, targets] of this.files) {
      for (const { target, typeOnly } of targets) {
        const [from, to] = [this.roomOf(file), this.roomOf(target)];
        if (!this.files.has(target) || from === to) continue;
        const key = `${from} ${to}`;
        pairs.set(key, { from, to, typeOnly: typeOnly && (pairs.get(key)?.typeOnly ?? true) });
      }
    }
    this.between = [...pairs.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pair]) => pair);
  }

  /** Whether no file of a room loads cdktf, neither itself nor through what it imports. */
  public isPure(room: string): boolean {
    return [...this.files.keys()].every((file) => this.roomOf(file) !== room || !this.loadsCdktf(file, new Set()));
  }

  private loadsCdktf(file: string, seen: Set<string>): boolean {
    if (CDKTF.test(file)) return true;
    if (seen.has(file)) return false;
    seen.add(file);
    return (this.files.get(file) ?? []).some(({ target, typeOnly }) => !typeOnly && this.loadsCdktf(target, seen));
  }

  private roomOf(file: string): string {
    const [top = "", room = ""] = relative(this.root, file).split(/[\\/]/);
    return top === "lib" ? room : top;
  }
}

/** What a file imports: paths of files of this project, and names of packages as they are. */
function importsOf(file: string): readonly { readonly target: string; readonly typeOnly: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const found: { target: string; typeOnly: boolean }[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      found.push({ target: resolved(file, specifier.text), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const path = join(dirname(file), specifier);
  return [`${path}.ts`, join(path, "index.ts")].find((candidate) => existsSync(candidate)) ?? path;
}
