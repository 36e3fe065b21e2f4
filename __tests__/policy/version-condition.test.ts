import fc from "fast-check";

import { ValidationError } from "../../lib/core/errors";
import { VersionCondition } from "../../lib/policy";
import { versionId } from "../../lib/policy/version-condition";
import { celEvaluator, hostile, near, version } from "./arbitraries";

const versions = fc.array(version, { minLength: 1, maxLength: 6 });

describe("writing a condition", () => {
  test("each version once, in PEP 440 order, joined with ||", () => {
    expect(VersionCondition.of(["10.0", "2.0", "2.0rc1", "10.0", "1!0.1"]).expression).toBe(
      'pkg.version.id == "2.0rc1" || pkg.version.id == "2.0" || pkg.version.id == "10.0" || pkg.version.id == "1!0.1"',
    );
  });

  test("trailing zeros make another version", () => {
    expect(VersionCondition.of(["1.0.0", "1.0"]).versions).toEqual(["1.0", "1.0.0"]);
  });

  test("an empty list is refused: it must not become any version", () => {
    expect(() => VersionCondition.of([])).toThrow(/list of versions is empty/);
  });

  test("all versions that are not in normal form are refused at once, each with the way out", () => {
    let caught: unknown;
    try {
      VersionCondition.of(["1.0", "v2.0", "1.0-RC1", "${x}"]);
    } catch (error) {
      caught = error;
    }
    expect(ValidationError.isValidationError(caught) && caught.problems).toEqual([
      'version "v2.0": not in PEP 440 normal form, write "2.0"',
      'version "1.0-RC1": not in PEP 440 normal form, write "1.0rc1"',
      expect.stringContaining('version "${x}": not a valid version'),
    ]);
  });

  test("whatever text comes in, the condition is true for exactly the listed versions", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(version, hostile), { maxLength: 4 }), fc.array(hostile), (listed, probes) => {
        let condition: VersionCondition;
        try {
          condition = VersionCondition.of(listed);
        } catch (error) {
          return ValidationError.isValidationError(error);
        }
        const cel = celEvaluator(condition.expression);
        return [...listed.flatMap(near), ...probes].every((id) => cel(id) === listed.includes(id));
      }),
      { numRuns: 300 },
    );
  });

  test("an independent CEL implementation agrees on generated versions", () => {
    fc.assert(
      fc.property(versions, versions, (listed, probes) => {
        const condition = VersionCondition.of(listed);
        const cel = celEvaluator(condition.expression);
        return [...listed.flatMap(near), ...probes].every(
          (id) => cel(id) === listed.includes(id) && (condition.holdsFor(id) ?? cel(id)) === cel(id),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("the order and repetition of versions change nothing", () => {
    fc.assert(
      fc.property(
        versions.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
        ),
        ([list, shuffled]) => {
          expect(VersionCondition.of(shuffled).expression).toBe(VersionCondition.of(list).expression);
        },
      ),
    );
  });
});

describe("reading a condition", () => {
  test("what is written is read and written again as the same text", () => {
    fc.assert(
      fc.property(versions, (list) => {
        const { expression } = VersionCondition.of(list);
        expect(VersionCondition.read(expression)?.expression).toBe(expression);
      }),
    );
  });

  test.each([
    [`pkg.version.id=="1.0"`, ["1.0"]],
    [`\t pkg . version\n.id  ==\r\n'1.0' `, ["1.0"]],
    [`'1.0' == pkg.version.id`, ["1.0"]],
    [`(pkg.version.id == "2.0" || (pkg.version.id == '1.0'))`, ["1.0", "2.0"]],
    [`pkg.version.id == "1.0"||pkg.version.id == "1.0"`, ["1.0"]],
    [`pkg.version.id == "2004d"`, ["2004d"]],
  ])("%j is understood", (expression, expected) => {
    expect(VersionCondition.read(expression)?.versions).toEqual(expected);
  });

  test.each([
    "",
    " ",
    "true",
    `pkg.version.id`,
    `pkg.version.id == ""`,
    `pkg.version.id == "1.0`,
    `pkg.version.id == "1.0'`,
    `pkg.version.id == 1.0`,
    `pkg.version.id = "1.0"`,
    `pkg.version.id != "1.0"`,
    `!(pkg.version.id == "1.0")`,
    `!pkg.version.id == "1.0"`,
    `pkg.version.id < "3.0"`,
    `pkg.version.id >= "1.0" && pkg.version.id < "3.0"`,
    `pkg.version.id == "1.0" && pkg.version.id == "2.0"`,
    `pkg.version.id == "1.0" ||`,
    `|| pkg.version.id == "1.0"`,
    `pkg.version.id == "1.0" || true`,
    `pkg.version.id == "1.0" || garbage`,
    `pkg.version.id == "1.0" || €`,
    `pkg.version.id == "1.0" "2.0"`,
    `pkg.version.id == "1.0" pkg.version.id == "2.0"`,
    `pkg.version.id == pkg.version.id`,
    `"1.0" == "1.0"`,
    `pkg.version.id == "1.0" == true`,
    `(pkg.version.id == "1.0"`,
    `pkg.version.id == "1.0")`,
    `(pkg.version.id) == "1.0"`,
    `()`,
    `pkg.version.id in ["1.0"]`,
    `pkg.version.id.startsWith("1.")`,
    `pkg.version.id.matches("1[.]0")`,
    `pkg.version.id == "1.0" ? true : false`,
    `pkg.version.id == r"1.0"`,
    `pkg.version.id == b"1.0"`,
    `pkg.version.id == """1.0"""`,
    `pkg.version.id == "1\\u002e0"`,
    `pkg.version.id == "\${var.version}"`,
    `pkg.version.id == "1.0" // || pkg.version.id == "2.0"`,
    `.pkg.version.id == "1.0"`,
    `pkg.version.ids == "1.0"`,
    `pkg.version.id.x == "1.0"`,
    `pkgs.version.id == "1.0"`,
    `pkg.tag.id == "1.0"`,
    `PKG.version.id == "1.0"`,
    `pkg.version.id\u00a0== "1.0"`,
    `${"(".repeat(40)}pkg.version.id == "1.0"${")".repeat(40)}`,
  ])("it is not guessed what %j means", (expression) => {
    expect(VersionCondition.read(expression)).toBeUndefined();
  });

  test("long hostile text is given up soon", () => {
    expect(VersionCondition.read("(".repeat(5_000_000))).toBeUndefined();
    expect(VersionCondition.read(`pkg.version.id == "1.0"${" ".repeat(1_000_000)}x`)).toBeUndefined();
    expect(VersionCondition.read(`pkg.version.id == "${"1".repeat(5_000_000)}`)).toBeUndefined();
    expect(VersionCondition.read(`pkg.version.id == "${"1".repeat(900_000)}`)).toBeUndefined();
  });

  test("parentheses as deep as the limit are understood", () => {
    const expression = `${"(".repeat(32)}pkg.version.id == "1.0"${")".repeat(32)}`;
    expect(VersionCondition.read(expression)?.versions).toEqual(["1.0"]);
  });

  test("another spelling of a version is neither equal nor different for sure", () => {
    const condition = VersionCondition.read(`pkg.version.id == "1.0-RC1"`);
    expect(condition?.holdsFor("1.0rc1")).toBeUndefined();
    expect(condition?.holdsFor("1.0")).toBe(false);
  });

  test("an independent CEL implementation reads the same, however it is written", () => {
    const space = fc.constantFrom("", " ", "\n", "\t \r\n");
    const field = fc
      .array(space, { minLength: 4, maxLength: 4 })
      .map(([a, b, c, d]) => `pkg${a}.${b}version${c}.${d}id`);
    const literal = fc.tuple(version, fc.constantFrom('"', "'")).map(([text, quote]) => `${quote}${text}${quote}`);
    const equality = fc
      .tuple(field, literal, space, space, fc.boolean())
      .map(([left, right, a, b, swapped]) => (swapped ? `${right}${a}==${b}${left}` : `${left}${a}==${b}${right}`));
    const { expression } = fc.letrec<{ expression: string; term: string }>((tie) => ({
      term: fc.oneof(
        { depthSize: "small" },
        equality,
        fc.tuple(space, tie("expression"), space).map(([a, inner, b]) => `(${a}${inner}${b})`),
      ),
      expression: fc.array(tie("term"), { minLength: 1, maxLength: 3 }).map((terms) => terms.join(" || ")),
    }));
    fc.assert(
      fc.property(expression, versions, (text, probes) => {
        const condition = VersionCondition.read(text);
        const cel = celEvaluator(text);
        const ids = [...(condition?.versions ?? []), ...probes];
        return condition !== undefined && ids.every((id) => condition.holdsFor(id) === cel(id));
      }),
    );
  });

  test("whatever else is understood, an independent CEL implementation understands the same", () => {
    const piece = fc.constantFrom(
      ..."pkg.version.id|pkg.version.id ==|pkg|.|version|id|==|!=|&&|(|)|!|<|in|[|]|,|?|:|true|r|//|\n| ".split("|"),
      ...[
        '"1.0"',
        "'1.0'",
        '"2.0"',
        '"1.0-RC1"',
        '"\\x31"',
        '""',
        "||",
        'pkg.version.id == "1.0"',
        ' || pkg.version.id == "2.0"',
      ],
    );
    let understood = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
        const text = pieces.join("");
        const condition = VersionCondition.read(text);
        if (condition === undefined) return;
        understood += 1;
        const cel = celEvaluator(text);
        for (const id of ["1.0", "2.0", "1.0rc1", "1.0-RC1", "3.0", ""]) {
          expect([text, id, condition.holdsFor(id) ?? cel(id)]).toEqual([text, id, cel(id)]);
        }
      }),
      { numRuns: 20_000 },
    );
    expect(understood).toBeGreaterThan(20);
  });
});

test("the id of a version is its normal form; what is no version stays as it is", () => {
  expect(["v1.0-RC1", "1.0.0", "2004d", "20240101000000000001", " 1.0"].map(versionId)).toEqual([
    "1.0rc1",
    "1.0.0",
    "2004d",
    "20240101000000000001",
    "1.0",
  ]);
});
