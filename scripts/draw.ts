import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { architecture } from "./pictures/architecture";
import { deployment } from "./pictures/deployment";
import { drawing } from "./pictures/drawing";
import { order } from "./pictures/order";

const ROOT = resolve(__dirname, "..");

/** Writes the pictures of the documents into a folder, drawn from the code as it is now. */
async function draw(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, picture] of Object.entries({ architecture: architecture(ROOT), deployment: deployment(ROOT), order: order() })) {
    writeFileSync(join(folder, `${name}.svg`), await drawing(picture));
  }
}

void draw(process.argv[2] ?? join(ROOT, "docs"));
