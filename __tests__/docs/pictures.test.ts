import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { readPicture } from "./drawn-picture";

const ROOT = resolve(__dirname, "../..");
const PICTURES = [
  "architecture.svg",
  "bucket-index.svg",
  "deployment.svg",
  "micro-services.svg",
  "networks.svg",
  "order.svg",
  "pipelines.svg",
  "training-image.svg",
];
const TABLES = ["guides/pipelines-on-the-network.md", "guides/which-network.md", "plan-review.md"];

const now = mkdtempSync(join(tmpdir(), "pictures-"));

beforeAll(() => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["-r", "./__tests__/support/register-typescript.cjs", "scripts/draw.ts", now],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterAll(() => {
  rmSync(now, { recursive: true });
});

test("the pictures of docs/ are those that are drawn", () => {
  const drawn = readdirSync(now, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [relative(now, join(entry.parentPath, entry.name))] : [],
  );
  expect(drawn.sort()).toEqual([...PICTURES, ...TABLES].sort());
  expect(
    readdirSync(join(ROOT, "docs"))
      .filter((file) => file.endsWith(".svg"))
      .sort(),
  ).toEqual(PICTURES);
});

const read = (folder: string, picture: string): string => readFileSync(join(folder, picture), "utf8");

// Boxes and arrows, not bytes: another font or another order of drawing changes the file, and nothing that it says.
test.each(PICTURES)("docs/%s shows what the code makes now; else run npm run docs, and look at it", (picture) => {
  expect(readPicture(read(join(ROOT, "docs"), picture))).toEqual(readPicture(read(now, picture)));
});

describe("what a picture shows", () => {
  const kept = read(join(ROOT, "docs"), "order.svg");
  const shown = readPicture(kept);
  const groups = kept.match(/<g>\n[^]*?\n<\/g>\n/g) ?? [];

  test("is its boxes and arrows", () => {
    const [remote, deny] = [
      "remote repository / serves nobody yet in 1. ",
      "DENY / for the whole repository in 2. closed",
    ];
    expect([shown.boxes.length, shown.arrows.length]).toEqual([10, 5]);
    expect(shown.arrows.filter((arrow) => arrow.startsWith(remote) && arrow.endsWith(`> ${deny}`))).toHaveLength(1);
  });

  test("is the same in another order and at another size", () => {
    const reversed = kept.replace(groups.join(""), [...groups].reverse().join(""));
    const larger = kept.replaceAll(/(?<= (?:d|points|x|y)="[^"]*)-?\d+(?:\.\d+)?/g, (text) =>
      String(Number(text) * 1.2),
    );
    expect([reversed === kept, larger === kept]).toEqual([false, false]);
    expect([readPicture(reversed), readPicture(larger)]).toEqual([shown, shown]);
  });

  test.each([
    ["an arrow fewer", kept.replace(groups.find((group) => group.includes("<polygon")) ?? "-", "")],
    ["an arrow the other way", kept.replace(/d="M(167\.4,-103)(C[^"]*) (194\.6,-103)"/, 'd="M$3$2 $1"')],
    [
      "an arrow to another box",
      kept.replace(/[\d.]+,-103"\/>\n<polygon[^>]*>/, '478.9,-163"/>\n<polygon points="478,-160 479,-161 480,-163"/>'),
    ],
    ["another text", kept.replace(">ALLOW<", ">DENY<")],
    ["another colour", kept.replace('fill="#fdecea"', 'fill="#e9f6ec"')],
    ["another legend", kept.replace("created after it", "created before it")],
  ])("is another with %s", (_, changed) => {
    expect(changed).not.toBe(kept);
    expect(readPicture(changed)).not.toEqual(shown);
  });
});

test.each(TABLES)("the table of docs/%s says what the code makes now", (document) => {
  // How much the review reads may be more than what is written; `coverage.test.ts` sees to it that it is not less.
  const [written, kept] = [now, join(ROOT, "docs")].map((folder) =>
    readFileSync(join(folder, document), "utf8").replace(
      /(<!-- coverage, .* -->\n)[^]*(<!-- end of coverage -->)/,
      "$1$2",
    ),
  );
  if (kept !== written) throw new Error(`docs/${document} is out of date: run "npm run docs", and read its table`);
  expect(kept).toMatch(/^\| .* \| \*\*[a-z]+\*\*/m);
});

test.each(PICTURES)("each text of docs/%s says how wide it is, and lies within the picture", (picture) => {
  const svg = readFileSync(join(ROOT, "docs", picture), "utf8");
  const [, left, width] = /viewBox="(-?\d+) -?\d+ (\d+) \d+"/.exec(svg)?.map(Number) ?? [];
  const texts = [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].filter(([, , text = ""]) => text.trim() !== "");
  expect(texts.length).toBeGreaterThan(10);
  const offset = Number(/translate\((-?[\d.]+)/.exec(svg)?.[1] ?? 0);
  for (const [, attributes = "", text] of texts) {
    const [x, length] = [/ x="(-?[\d.]+)"/, /textLength="([\d.]+)"/].map((one) => Number(one.exec(attributes)?.[1]));
    expect([text, attributes]).toEqual([text, expect.stringContaining('text-anchor="middle"')]);
    // A half more than a wide font would need.
    expect(x! + offset - length! * 0.6).toBeGreaterThan(left!);
    expect(x! + offset + length! * 0.6).toBeLessThan(left! + width!);
  }
});
