import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { filledInAtTop, filledInByProvider } from "../__tests__/support/provider-types";

const WIDEST = 120;

/** Writes the attributes that Google fills in, by the schema of the provider. */
function main(): void {
  write(
    "filled-in-attributes.ts",
    "FILLED_IN_ATTRIBUTES",
    WITHIN,
    [...filledInByProvider()].flatMap(([block, names]) => [`${block}:`, ...names]),
  );
  write("filled-in-at-top.ts", "FILLED_IN_AT_TOP", AT_TOP, filledInAtTop());
}

const WITHIN = `
 * The attributes that Google fills in where they are not written, by the block that they are in: those that any type of
 * provider 7.45.0 calls computed. Written by \`npx ts-node -T scripts/filled-in.ts\`.`;

const AT_TOP = `
 * The attributes outside of blocks that Google fills in where they are not written: those that any type of provider
 * 7.45.0 calls optional and computed. Written by \`npx ts-node -T scripts/filled-in.ts\`.`;

function write(file: string, name: string, comment: string, words: readonly string[]): void {
  const lines: string[] = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + 1 + word.length > WIDEST) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  const text = `/**${comment}\n */\nexport const ${name} = \`\n${lines.join("\n")}\n\`;\n`;
  writeFileSync(join(__dirname, "../lib/terraform", file), text);
}

main();
