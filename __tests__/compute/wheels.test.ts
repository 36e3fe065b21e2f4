import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isWhole } from "./wheels";

const folder = mkdtempSync(join(tmpdir(), "private-pypi-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function folderWith(name: string, files: Record<string, string>): string {
  mkdirSync(join(folder, name));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, name, file), content);
  return join(folder, name);
}

describe("wheels that are kept between runs", () => {
  const lock = `six==1.17.0 --hash=sha256:${createHash("sha256").update("a wheel").digest("hex")}\n`;

  test.each([
    ["what the lock says", { "six-1.17.0-py3-none-any.whl": "a wheel" }, true],
    ["a changed file", { "six-1.17.0-py3-none-any.whl": "another wheel" }, false],
    ["a file more", { "six-1.17.0-py3-none-any.whl": "a wheel", "evil-1.0-py3-none-any.whl": "evil" }, false],
    ["nothing", {}, false],
  ])("%s", (name, files, whole) => {
    expect(isWhole(folderWith(name, files), [lock])).toBe(whole);
  });

  test("no folder", () => {
    expect(isWhole(join(folder, "nowhere"), [lock])).toBe(false);
  });
});
