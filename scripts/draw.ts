import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { architecture } from "./pictures/architecture";
import { bucketIndex } from "./pictures/bucket-index";
import { deployment } from "./pictures/deployment";
import { drawing } from "./pictures/drawing";
import { microServices } from "./pictures/micro-services";
import { networks } from "./pictures/networks";
import { order } from "./pictures/order";
import { pipelines } from "./pictures/pipelines";
import { trainingImage } from "./pictures/training-image";
import { coverageTable } from "./tables/coverage";
import { networksTable } from "./tables/networks";
import { pipelinesTable } from "./tables/pipelines";
import { planReviewTables } from "./tables/plan-review";

const ROOT = resolve(__dirname, "..");
/** What stands between these in a document is written here. */
const TABLE = /(<!-- written by npm run docs -->\n)[\s\S]*?(<!-- end -->)/;
const COVERAGE = /(<!-- coverage, written by npm run docs -->\n)[\s\S]*?(<!-- end of coverage -->)/;

/** Writes what the documents show of the code as it is now into a folder: the pictures, and documents with a table. */
async function draw(folder: string): Promise<void> {
  const pictures = {
    architecture: architecture(ROOT),
    "bucket-index": bucketIndex(ROOT),
    deployment: deployment(ROOT),
    "micro-services": microServices(ROOT),
    networks: networks(),
    order: order(),
    pipelines: pipelines(ROOT),
    "training-image": trainingImage(ROOT),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, picture] of Object.entries(pictures))
    writeFileSync(join(folder, `${name}.svg`), await drawing(picture));
  for (const [path, table] of Object.entries({
    "guides/pipelines-on-the-network.md": pipelinesTable(),
    "guides/which-network.md": networksTable(),
    "plan-review.md": planReviewTables(),
  })) {
    const text = readFileSync(join(ROOT, "docs", path), "utf8");
    if (!TABLE.test(text)) throw new Error(`docs/${path} has no place for its table`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const written = (content: string) => (_: string, start: string, end: string) => `${start}\n${content}\n${end}`;
    writeFileSync(join(folder, path), text.replace(TABLE, written(table)).replace(COVERAGE, written(coverageTable())));
  }
}

void draw(process.argv[2] ?? join(ROOT, "docs"));
