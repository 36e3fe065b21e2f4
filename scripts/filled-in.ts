import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { filledInByProvider } from "../__tests__/support/provider-types";

const WIDEST = 120;

/** Writes the attributes within blocks that Google fills in, by the schema of the provider. */
function main(): void {
  const words = [...filledInByProvider()].flatMap(([block, names]) => [`${block}:`, ...names]);
  const lines: string[] = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + 1 + word.length > WIDEST) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  const text = `/**
 * The attributes that Google fills in where they are not written, by the block that they are in: those that any type of
 * provider 7.45.0 calls computed. Written by \`npx ts-node -T scripts/filled-in.ts\`.
 */
export const FILLED_IN_ATTRIBUTES = \`
${lines.join("\n")}
\`;
`;
  writeFileSync(join(__dirname, "../lib/terraform/filled-in-attributes.ts"), text);
}

main();
