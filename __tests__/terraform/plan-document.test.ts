import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { reviewPlans } from "../../lib/plan-review";
import { formatJson } from "../../lib/plan-review/report/json";
import { TerraformPlan } from "../../lib/terraform";
import { readPlanDocument } from "../../lib/terraform/plan-document";
import { FileBytes, HeldBytes, piecesOf } from "../../lib/text/byte-source";
import { itemsOf, JsonDocument } from "../../lib/text/json-document";

const folder = mkdtempSync(join(tmpdir(), "documents-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** All that a document holds, read as long parts are. */
function unfolded(value: unknown): unknown {
  const items = itemsOf(value);
  if (items !== undefined) return [...items].map(unfolded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unfolded(one)]));
}

/** Every list and object is apart: none is, in a real plan, that this does not try. */
const everywhere = (): boolean => true;

function streamed(text: string | Buffer): unknown {
  const document = JsonDocument.read(new HeldBytes(Buffer.from(text)), everywhere);
  const value = unfolded(document.value);
  document.checkRest();
  return value;
}

function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch {
    return "refused";
  }
}

const LONG = 70_000;

/**
 * JSON, some of it long, so that it is read as parts: the same character often, as that is what the bytes need not
 * hold.
 */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      null,
      true,
      1.5,
      -0,
      "a",
      'q"\\é\u{1f600}',
      "[{",
      "}]",
      ",",
      "",
      "x".repeat(LONG),
      "é,\\".repeat(LONG / 2),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "resources", "", "__proto__", '"]', "constructor"), tie("value"), {
      maxKeys: 4,
    }),
  ),
})).value;

const blank = fc.constantFrom("", " ", "\n\t", "\r\n ");

test("a document that is read in parts is what it is as a whole", () => {
  fc.assert(
    fc.property(json, blank, (value, space) => {
      const text = space + JSON.stringify(value, null, space.length) + space;
      expect(streamed(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 150 },
  );
});

test("whatever is done to the text of one, both read it, and the same in it, or neither does", () => {
  const long = JSON.stringify({
    a: "x".repeat(LONG),
    resources: [{ b: "y".repeat(LONG) }, { c: [1, 2, { d: "}" }] }],
    e: {},
  });
  const places = [...long.matchAll(/[[\]{},:"]/g)].map(({ index }) => index);
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.constantFrom("", ",", "[", "]", "{", "}", '"', ":", " ", "1", ",,", "{}", '"a":1,', "\\", "\u0001", "null,"),
      fc.boolean(),
      (at, put, replaces) => {
        const text = long.slice(0, at) + put + long.slice(replaces ? at + 1 : at);
        expect(outcome(() => streamed(text))).toEqual(outcome(() => JSON.parse(text) as unknown));
      },
    ),
    { numRuns: 600 },
  );
});

const filler = `"f":"${"x".repeat(LONG)}"`;

test.each([
  ["a name twice, the last a short one", `{"a":{${filler}},"a":1}`],
  ["a name twice, the last a long one", `{"a":1,"a":{${filler}}}`],
  ["a name twice, both long", `{"a":{${filler}},"a":{${filler},"b":2}}`],
  ["a name in two spellings", `{"resources":[{${filler}}],"resource\\u0073":[]}`],
  ["an item of blanks at the end of a long list", `{"resources":[{${filler}}, ]}`],
  ["an item of blanks within it", `{"resources":[{${filler}}, ,{${filler}}]}`],
  ["an item of blanks at its start", `{"resources":[,{${filler}},{${filler}}]}`],
  ["a long list that begins far apart", `{"resources":[${" ".repeat(3 * LONG)}1,2]}`],
  ["many long items", `{"resources":[${Array.from({ length: 9 }, (_, at) => `{"at":${at},${filler}}`).join(",")}]}`],
  ["a list in the place of a name", `{ [${filler.slice(4)}]: 1}`],
  ["brackets that do not fit", `{"resources":[{${filler}}}`],
  ["a bracket closed twice", `{"a":{${filler}}}}`],
  ["two documents", `{"a":{${filler}}} {"a":{${filler}}}`],
  ["a byte order mark", `\ufeff{"a":{${filler}}}`],
  ["a byte order mark within", `{"a":\ufeff{${filler}}}`],
  ["a list outside of all", `[{"resources":[{${filler}}]},"resources",[1,{${filler}}]]`],
  ["nothing", ""],
  ["a text", '"a"'],
])("%s", (_, text) => {
  const whole = outcome(() => JSON.parse(text.replace(/^\ufeff/, "")) as unknown);
  expect(outcome(() => streamed(text))).toEqual(whole);
});

test("what is cut off is refused, wherever that is", () => {
  const text = `{"resource_changes":[${Array.from({ length: 4_000 }, (_, at) => `{"address":"a${at}","é":"é"}`).join(",")}],"complete":true}`;
  const bytes = Buffer.from(text);
  for (const at of [1, 20, 30_000, 65_537, bytes.length - 17, bytes.length - 1])
    expect(() => streamed(bytes.subarray(0, at))).toThrow("not valid JSON");
});

test("what nests too deep is refused before it is parsed", () => {
  expect(() => streamed(`{"a":{${filler},"b":${"[".repeat(300)}${"]".repeat(300)}}}`)).toThrow(
    "nests more than 200 deep",
  );
});

test("what nobody asks for has to be JSON, too", () => {
  const text = `{"format_version":"1.2","resource_changes":[],"relevant_attributes":[{${filler}},{"a":}]}`;
  const source = new HeldBytes(Buffer.from(text));
  expect(() => readPlanDocument(source, piecesOf(source))).toThrow("not valid JSON");
});

describe("a plan with modules", () => {
  const bucket = (at: number, force: boolean): object => ({
    name: `b${at}`,
    location: "US",
    force_destroy: force,
    labels: { long: "x".repeat(900) },
  });
  const type = "google_storage_bucket";
  const resources = Array.from({ length: 200 }, (_, at) => ({ at, name: `b${at}`, mode: "managed", type }));
  const states = (force: boolean): unknown => ({
    child_modules: [
      { address: "module.a", resources: [] },
      {
        address: "module.a.module.b",
        resources: resources.map(({ at, ...one }) => ({
          ...one,
          address: `module.a.module.b.${type}.b${at}`,
          values: bucket(at, force),
        })),
      },
    ],
  });
  const document = {
    format_version: "1.2",
    planned_values: { root_module: states(true) },
    resource_changes: resources.slice(0, 150).map(({ at, ...one }) => ({
      ...one,
      address: `module.a.module.b.${type}.b${at}`,
      change: { actions: ["update"], before: bucket(at, false), after: bucket(at, at % 2 === 0), after_unknown: {} },
    })),
    prior_state: { format_version: "1.0", values: { root_module: states(false) } },
    configuration: {
      root_module: {
        module_calls: {
          a: {
            depends_on: ["google_project_service.x"],
            module: {
              module_calls: {
                b: {
                  module: {
                    resources: resources.map(({ at, ...one }) => ({
                      ...one,
                      address: `${type}.b${at}`,
                      expressions: { name: { references: ["var.name"] }, labels: { constant_value: "x".repeat(500) } },
                    })),
                  },
                },
              },
            },
          },
        },
      },
    },
  };
  const review = (plan: TerraformPlan): string => formatJson(reviewPlans([{ name: "p", plan }]));

  test("has the same review, read in parts or as a whole, from a file or held", () => {
    const path = join(folder, "plan.json");
    writeFileSync(path, JSON.stringify(document));
    const whole = review(TerraformPlan.read(document));
    const held = new HeldBytes(Buffer.from(JSON.stringify(document)));
    expect(review(readPlanDocument(held, piecesOf(held)))).toBe(whole);
    const file = new FileBytes(openSync(path, "r"));
    expect(review(readPlanDocument(file, piecesOf(file)))).toBe(whole);
    file.checkUnchanged();
    file.close();
    expect(whole).toContain("b148");
  });

  test("is refused when somebody writes to it in the meantime", () => {
    const path = join(folder, "changing.json");
    writeFileSync(path, JSON.stringify(document));
    const file = new FileBytes(openSync(path, "r"));
    const writer = openSync(path, "r+");
    ftruncateSync(writer, file.size - 10);
    closeSync(writer);
    expect(() => readPlanDocument(file, piecesOf(file))).toThrow("was written to while it was read");
    expect(() => {
      file.checkUnchanged();
    }).toThrow("was written to while it was read");
    file.close();
  });
});
