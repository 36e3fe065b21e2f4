import * as fc from "fast-check";
import { ExactJson } from "../../lib/vertex-ai/exact-json";

// Which of them a double holds was worked out with Python: int(float(text)) == int(text).
test.each([
  ["9007199254740992", true],
  ["9007199254740993", false],
  ["-9007199254740993", false],
  ["9007199254740994", true],
  ["100000000000000000000", true],
  ["100000000000000000001", false],
  ["123456789012345678901234567890", false],
  ["18446744073709551616", true],
  // How JavaScript and Go write the double that is 159319667392949312.
  ["159319667392949300", true],
  ["159319667392949301", false],
  ["0", true],
  ["-0", true],
  ["0.1", true],
  ["1e3", true],
  ["1.0", true],
  ["1E400", false],
  ["-1e400", false],
])("%s is the same number for all who read it: %s", (text, isSame) => {
  for (const json of [text, `[${text}]`, `{"a":{"b":[1, ${text} ]}}`]) {
    expect(ExactJson.problems(json)).toHaveLength(isSame ? 0 : 1);
  }
});

test.each([
  ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', 0],
  ['{"a":1,"a":2}', 1],
  ['{"a":1, "\\u0061" : 2}', 1],
  ['[{"b":{"a":1,"c":[],"a":{}}}]', 1],
  ['{"a":"a","b":"a"}', 0],
  ['{"a":["a","a"],"b":"9007199254740993"}', 0],
  ['{"a":"{\\"b\\":1,\\"b\\":2}"}', 0],
])("%s has %d names twice", (json, count) => {
  expect(ExactJson.problems(json)).toHaveLength(count);
});

test("nothing is found in what JavaScript writes itself", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => ExactJson.problems(JSON.stringify(value)).length === 0));
  fc.assert(
    fc.property(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      (value) => ExactJson.problems(JSON.stringify(value)).length === 0,
    ),
  );
});
