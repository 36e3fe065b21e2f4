import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";

const LIB = join(__dirname, "../../lib");

/**
 * The methods, as `Class.method`, that callers outside of the library have: not private, and in the package's types.
 */
export function publicMethods(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of readdirSync(LIB, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const source = ts.createSourceFile(file, readFileSync(join(LIB, file), "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isClassDeclaration(node) && !isInternal(node)) {
        for (const member of node.members.filter(ts.isMethodDeclaration)) {
          if (isPublic(member)) found.add(`${node.name?.text ?? ""}.${member.name.getText(source)}`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function isPublic(member: ts.MethodDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(member);
  if ((flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0) return false;
  return !isInternal(member);
}

function isInternal(node: ts.Node): boolean {
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
}
