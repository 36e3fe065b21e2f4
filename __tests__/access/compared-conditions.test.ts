import * as fc from "fast-check";
import { comparedConditions, type ConditionTurn } from "../../lib/access/compared-conditions";

const JULY = 'request.time < timestamp("2030-07-01T00:00:00Z")';
const JUNE = 'request.time < timestamp("2030-06-01T00:00:00Z")';
const IN_B = 'resource.name.startsWith("projects/_/buckets/b/")';
const request = (seconds: number, voices: string, rest = ""): string =>
  `on request for at most ${String(seconds)}s, ${voices}${rest}`;
const TWO = "approved by 2 of group:a@example.com group:b@example.com";

const OPPOSITE = new Map<ConditionTurn, ConditionTurn>([
  ["more", "less"],
  ["same", "same"],
]);

describe("conditions are compared by what they mean", () => {
  test.each<[before: string, after: string, turn: ConditionTurn]>([
    // The same in other words.
    [JULY, JULY.replaceAll(" ", ""), "same"],
    [JULY, JULY.replaceAll('"', "'"), "same"],
    [JULY, `(${JULY})`, "same"],
    [JULY, 'timestamp("2030-07-01T02:00:00+02:00") > request.time', "same"],
    [`${JULY} && ${IN_B}`, `${IN_B} && ${JULY}`, "same"],
    [`(a || b) && c`, `c && b || a && c`, "same"],
    [`a`, `a || (a && b)`, "same"],
    ["", "true", "same"],
    [`a && true`, `a || false`, "same"],
    [`resource.name in ["x", "y"]`, `resource.name == "y" || resource.name == 'x'`, "same"],
    [`resource.name == "//a" && b`, `b && resource.name == '//a'`, "same"],
    [JULY, JULY.replace("00Z", "00.000Z"), "same"],
    // Wider.
    [`resource.name == "//storage/a"`, 'resource.name.startsWith("//storage/")', "more"],
    [JUNE, JULY, "more"],
    [JULY, `${JULY} || ${IN_B}`, "more"],
    [`${JULY} && ${IN_B}`, JULY, "more"],
    [IN_B, 'resource.name.startsWith("projects/_/buckets/")', "more"],
    ['resource.name == "projects/_/buckets/b/objects/x"', IN_B, "more"],
    ['resource.name == "a.txt"', 'resource.name.endsWith(".txt")', "more"],
    [JULY.replace("<", ">"), JUNE.replace("<", ">"), "more"],
    [JULY, JULY.replace("<", "<="), "more"],
    [JULY, "", "more"],
    ["false", JULY, "more"],
    [request(3600, TWO), request(7200, TWO), "more"],
    [request(3600, TWO), request(3600, TWO.replace("2", "1")), "more"],
    [request(3600, TWO), request(3600, `${TWO} group:c@example.com`), "more"],
    [request(3600, `${TWO}, and by 1 of user:c@example.com`), request(3600, TWO), "more"],
    [request(3600, TWO), request(3600, "without anybody's approval"), "more"],
    [request(3600, TWO, `, ${JUNE}`), request(3600, TWO, `, ${JULY}`), "more"],
    [request(3600, "without anybody's approval"), "", "more"],
    // It cannot be said.
    [JULY, IN_B, undefined],
    ["a && b", "a && c", undefined],
    ["a ? b : c", "a ? c : b", undefined],
    ["!(a && b)", "!(a || b)", undefined],
    ["a // && b", "a // || b", undefined],
    ["a // && b", "a", undefined],
    [`a == "x" // && b`, `a == "x"`, undefined],
    // In CEL these are no times, so that what holds before them never holds; of the last one, no milliseconds.
    ...[
      "2030-02-31T00:00:00Z",
      "2029-02-29T00:00:00Z",
      "2030-05-31T24:00:00Z",
      "2030-05-31T24:00:00+02:00",
      "2030-05-01T00:00Z",
      "2030-05-01T00:00:00+25:00",
      "0000-01-01T00:00:00Z",
      "2030-05-01T00:00:00.0000001Z",
    ].map((time): [string, string, ConditionTurn] => [`request.time < timestamp("${time}")`, JULY, undefined]),
    [JULY.replace("<", ">"), JULY, undefined],
    [request(3600, TWO), request(7200, `${TWO}, and by 1 of user:c@example.com`), undefined],
    ['resource.name.startsWith("a")', 'resource.type.startsWith("a")', undefined],
    ["resource.name == 'a", "resource.name == 'b", undefined],
    ["a &&", "a", undefined],
  ])("%s, now %s: %s", (before, after, turn) => {
    expect(comparedConditions([before], [after])).toBe(turn);
    expect(comparedConditions([after], [before])).toBe(turn === undefined ? undefined : (OPPOSITE.get(turn) ?? "less"));
  });

  test("of several one is enough", () => {
    expect(comparedConditions(["a || b"], ["a", "b"])).toBe("same");
    expect(comparedConditions(["a"], ["a", "b"])).toBe("more");
    expect(comparedConditions(["a"], [])).toBe("less");
  });

  test("long ones are not taken apart", () => {
    const many = Array.from({ length: 20 }, (_, at) => `(a${String(at)} || b${String(at)})`).join(" && ");
    expect(comparedConditions([many], [many])).toBe("same");
    expect(comparedConditions([many], [`${many} && c`])).toBe(undefined);
    const deep = `${"(".repeat(5000)}a${")".repeat(5000)}`;
    expect(comparedConditions([deep], ["a"])).toBe(undefined);
  });
});

/** A formula without negation over four terms: what it says is the list of all cases in which it holds. */
const NAMES = ["a", "b", "c", "d"];
interface Formula {
  readonly text: string;
  readonly holds: (values: readonly boolean[]) => boolean;
}

const FORMULA = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: "small" },
    fc.nat(3).map((at): Formula => ({ text: NAMES[at] ?? "", holds: (values) => values[at] === true })),
    fc.tuple(tie("formula"), tie("formula")).map(([one, other]): Formula => ({
      text: `(${one.text} && ${other.text})`,
      holds: (values) => one.holds(values) && other.holds(values),
    })),
    fc.tuple(tie("formula"), tie("formula")).map(([one, other]): Formula => ({
      text: `(${one.text} || ${other.text})`,
      holds: (values) => one.holds(values) || other.holds(values),
    })),
  ),
})).formula;

/** By whether it holds in more cases than before, and in fewer. */
const TURNS = new Map<string, ConditionTurn>([
  ["true false", "more"],
  ["false true", "less"],
  ["false false", "same"],
]);

const CASES = Array.from({ length: 16 }, (_, bits) => NAMES.map((__, at) => (bits >> at) % 2 === 1));

test("as a table of all cases does", () => {
  fc.assert(
    fc.property(FORMULA, FORMULA, (was, is) => {
      const more = CASES.some((values) => is.holds(values) && !was.holds(values));
      const less = CASES.some((values) => was.holds(values) && !is.holds(values));
      expect(comparedConditions([was.text], [is.text])).toBe(TURNS.get(`${String(more)} ${String(less)}`));
    }),
  );
});
