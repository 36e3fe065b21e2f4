import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPlans } from "../../lib/plan-review";

const folder = mkdtempSync(join(tmpdir(), "plans-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the stream of lines that terraform plan -json prints is told as what it is, with what to do", async () => {
  const path = join(folder, "stream.json");
  const line = (type: string): string => `{"@level":"info","@message":"x","@module":"terraform.ui","type":"${type}"}\n`;
  for (const lines of [[line("version")], [line("version"), line("planned_change")]]) {
    writeFileSync(path, lines.join(""));
    await expect(readPlans([path])).rejects.toThrow(/stream of lines .*terraform show -json tfplan/);
  }
});
