import { ruleOf } from "../../lib/plan-review/observation";
import { phrase } from "../../lib/text/phrase";
import { changeOf } from "./rules/reviewed-plan";
import { planOf } from "./plan-builder";

const change = changeOf(planOf({ resources: [] }));

/** The key of a finding with this subject and substance. */
function keyOf(subject: string, substance: string): string {
  const rule = ruleOf({ id: "a-rule", kind: "access", finds: "" }, () => [
    { subject, substance, effect: "changed", address: "a.b", summary: phrase`x` },
  ]);
  return rule.review(change)[0]?.key ?? "";
}

test("a key is made of the rule, the subject and the substance, with what separates them spelled out", () => {
  expect(keyOf("a:b c", "user:ada@example.com ü")).toBe("a-rule:a%3Ab+c:user:ada@example.com+%C3%BC");
});

test.each(["a", " ", "user:a/", "//", "1:", "\u202e"])(
  "a text of a million %j is read in one pass, cut, and told apart by its end",
  (unit) => {
    const long = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const keys = [keyOf(long, "x"), keyOf(`${long}b`, "x"), keyOf("x", long)];
    for (const key of keys) expect(key.length).toBeLessThan(220);
    expect(new Set(keys).size).toBe(3);
  },
);

test("credentials in URLs neither stand in a key nor change it", () => {
  const of = (password: string): string =>
    keyOf("x", `from https://ada:${password}@index.example/simple?token=${password} on`);
  expect(of("secret")).toBe("a-rule:x:from+https://index.example/simple%3F%E2%80%A6+on");
  expect(of("other")).toBe(of("secret"));
  const long = (password: string): string => keyOf("x", `${"y".repeat(500)} https://ada:${password}@index.example/`);
  expect(long("other")).toBe(long("secret"));
});
