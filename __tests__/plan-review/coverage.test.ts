import { readFileSync } from "node:fs";
import { join } from "node:path";
import { coverage } from "../../scripts/tables/coverage";
import { PROVIDER_TYPES, settableAttributes } from "../support/provider-types";

const DOCUMENT = readFileSync(join(__dirname, "../../docs/plan-review.md"), "utf8");

/** The rows of the table: types that are known whole, and attributes that are read or harmless. */
function written(): ReadonlyMap<string, { readonly whole: number; readonly known: number }> {
  const [, table = ""] = /<!-- coverage, .* -->\n([^]*)<!-- end of coverage -->/.exec(DOCUMENT) ?? [];
  const rows = [
    ...table.matchAll(/^\| (?:`|\*\*)([a-z_0-9 ]+)(?:`|\*\*) \| \d+ \| (\d+) \| \d+ \| (\d+) \| (\d+) \| \d+ \|$/gm),
  ];
  return new Map(
    rows.map(([, service = "", whole, read, harmless]) => [
      service,
      { whole: Number(whole), known: Number(read) + Number(harmless) },
    ]),
  );
}

test("the review knows no less of any service than the document says", () => {
  const floor = written();
  expect([...floor.keys()].sort()).toEqual(
    coverage()
      .map(({ service }) => service)
      .sort(),
  );
  const fallen = coverage().filter(({ service, whole, read, harmless }) => {
    const said = floor.get(service);
    return said === undefined || whole < said.whole || read + harmless < said.known;
  });
  expect(fallen).toEqual([]);
});

test("what is counted is all of the provider", () => {
  expect(PROVIDER_TYPES).toHaveLength(1344);
  expect(PROVIDER_TYPES.flatMap(settableAttributes)).toHaveLength(25972);
  const all = coverage().at(-1);
  expect([all?.types, all?.attributes]).toEqual([1344, 25972]);
});
