// Writes docs/api/: for each room what it exports, with its documentation, from the declarations in dist/. It is the
// reference, and the report by which a change of the public surface shows in a review. With --check it writes nothing,
// and fails where a page is not as it would be written, or where something that an export takes or returns is not
// exported.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const DIST = join(ROOT, "dist");
const PAGES = join(ROOT, "docs/api");

const { exports: subpaths } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const rooms = Object.entries(subpaths)
  .filter(([, target]) => typeof target === "object" && target.types !== undefined)
  .map(([subpath, { types }]) => ({ name: subpath.slice(2), index: join(ROOT, types) }));

const program = ts.createProgram(
  rooms.map(({ index }) => index),
  {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    skipLibCheck: true,
    types: ["node"],
  },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: false });

/** Exported name → its declarations, of one room. */
function exportsOf({ index }) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(index));
  return checker
    .getExportsOfModule(module)
    .map((symbol) => [symbol.name, resolved(symbol)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

const exported = new Set(rooms.flatMap((room) => exportsOf(room).map(([, symbol]) => symbol)));

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isOwn(declaration) {
  return !relative(DIST, declaration.getSourceFile().fileName).startsWith("..");
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** Whether a member is nobody's to use. */
function isHidden(member) {
  return (ts.getCombinedModifierFlags(member) & HIDDEN) !== 0 || member.name?.kind === ts.SyntaxKind.PrivateIdentifier;
}

/** A declaration without what is hidden. */
function withoutHidden(node) {
  if (!ts.isClassDeclaration(node)) return node;
  const { modifiers, name, typeParameters, heritageClauses, members } = node;
  const shown = members.filter((member) => !isHidden(member));
  return ts.factory.updateClassDeclaration(node, modifiers, name, typeParameters, heritageClauses, shown);
}

/** The classes of its own that a class is made of and no room exports: their members are the class's. */
function basesOf(declaration) {
  if (!ts.isClassDeclaration(declaration)) return [];
  const [base] = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types ?? [];
  const symbol = base === undefined ? undefined : checker.getSymbolAtLocation(base.expression);
  const found = (symbol === undefined ? [] : (resolved(symbol).declarations ?? [])).filter(isOwn);
  return exported.has(resolved(symbol ?? declaration.symbol)) ? [] : found.flatMap((one) => [one, ...basesOf(one)]);
}

function print(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer.printNode(ts.EmitHint.Unspecified, withoutHidden(statement), declaration.getSourceFile());
}

function page(room) {
  const parts = exportsOf(room).map(([name, symbol]) => {
    const own = (symbol.declarations ?? []).filter(isOwn);
    const declarations = own.flatMap((declaration) => [declaration, ...basesOf(declaration)]).map(print);
    return `## ${name}\n\n\`\`\`typescript-declaration\n${declarations.join("\n")}\n\`\`\`\n`;
  });
  return (
    `# cdktf-google-private-pypi/${room.name}\n\nWritten by \`npm run api\`: all that the room exports.\n\n` +
    `${parts.join("\n")}`
  );
}

/** What the exports of all rooms speak of and no room exports, with the first export that does. */
function unexported() {
  const missing = new Map();
  const visit = (node, from) => {
    if (ts.isClassElement(node) && isHidden(node)) return;
    // A base class is shown with the class: what it speaks of counts, it itself need not be exported.
    if (ts.isClassDeclaration(node))
      for (const base of basesOf(node)) for (const member of base.members) visit(member, from);
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword && ts.isClassDeclaration(node.parent))
      return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const found = name === undefined ? undefined : checker.getSymbolAtLocation(name);
    if (found !== undefined) {
      const symbol = resolved(found);
      const isType = (symbol.flags & ts.SymbolFlags.TypeParameter) === 0;
      if (isType && (symbol.declarations ?? []).some(isOwn) && !exported.has(symbol) && !missing.has(symbol))
        missing.set(
          symbol,
          `${symbol.name} (${relative(DIST, symbol.declarations[0].getSourceFile().fileName)}), by ${from}`,
        );
    }
    ts.forEachChild(node, (child) => visit(child, from));
  };
  for (const room of rooms)
    for (const [name, symbol] of exportsOf(room))
      for (const declaration of (symbol.declarations ?? []).filter(isOwn)) visit(declaration, `${room.name}/${name}`);
  return [...missing.values()].sort();
}

const pages = new Map(rooms.map((room) => [`${room.name}.md`, page(room)]));
const problems = unexported().map((one) => `not exported: ${one}`);
if (process.argv.includes("--check")) {
  const kept = existsSync(PAGES) ? readdirSync(PAGES) : [];
  for (const file of new Set([...pages.keys(), ...kept])) {
    const text = kept.includes(file) ? readFileSync(join(PAGES, file), "utf8") : undefined;
    if (text !== pages.get(file))
      problems.push(`docs/api/${file} is not what is exported: run "npm run api", and read the difference`);
  }
} else {
  rmSync(PAGES, { recursive: true, force: true });
  mkdirSync(PAGES, { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(PAGES, file), text);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
