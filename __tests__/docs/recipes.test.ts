import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SERVICES } from "../../lib/plan-review/services";

const ROOT = resolve(__dirname, "../..");
const [, recipes = ""] = /\n## Recipes\n([^]*?)\n## /.exec(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8")) ?? [];

/** The files that a recipe opens, by its title. */
const FILES = recipes
  .split(/\n### /)
  .slice(1)
  .flatMap((recipe) => {
    const [title = ""] = recipe.split("\n", 1);
    return [...recipe.matchAll(/`((?:lib|__tests__|docs|scripts)\/[^` ]+|README\.md)`/g)].map(([, file = ""]) => ({
      title,
      file,
    }));
  });

test("there is a recipe for what is added most", () => {
  expect([...new Set(FILES.map(({ title }) => title))]).toEqual([
    "A resource type in the plan review",
    "A lock format",
    "A repository format",
    "A network setting",
    "A command",
    "A version of the provider",
  ]);
});

test.each(FILES)("$title: $file is there, or one that is named like it", ({ file }) => {
  expect(matches(file)).not.toEqual([]);
});

test("a service's file is one that the list of services has, and the list has no others", () => {
  const index = readFileSync(join(ROOT, "lib/plan-review/services/index.ts"), "utf8");
  const imported = [...index.matchAll(/from "\.\/([\w-]+)"/g)].map(([, file]) => `lib/plan-review/services/${file}.ts`);
  const files = matches("lib/plan-review/services/<service>.ts").filter((file) => !file.endsWith("index.ts"));
  expect(imported.sort()).toEqual(files.sort());
  expect(SERVICES).toHaveLength(files.length);
});

test("each type of a card stands in the file of one service", () => {
  const files = matches("lib/plan-review/services/<service>.ts").map((file) => readFileSync(join(ROOT, file), "utf8"));
  const types = SERVICES.flatMap((cards) => Object.keys(cards));
  const homes = types.map((type) => files.filter((text) => new RegExp(`\\b${type}\\b`).test(text)).length);
  expect(types.filter((_, at) => homes[at] !== 1)).toEqual([]);
});

/** The files that a name with `<…>` in it stands for. */
function matches(file: string): string[] {
  const name = new RegExp(`^${file.replace(/[.]/g, "\\.").replace(/<[^>]+>/g, "[\\w.-]+")}$`);
  const folder = dirname(file);
  return readdirSync(join(ROOT, folder))
    .map((one) => (folder === "." ? one : `${folder}/${one}`))
    .filter((one) => name.test(one));
}
