import { changeOf, RULES } from "./reviewed-plan";

/** What changes of one resource, and what its configuration shows, in which `dynamic` blocks are not. */
interface Given {
  readonly before?: object;
  readonly after: object;
  readonly unknown: object;
  readonly shown: object;
  readonly actions?: readonly string[];
}

/** What all rules find in a plan for one resource, as `effect: attributes or summary`. */
function effectsOf(type: string, { before, after, unknown, shown, actions = ["update"] }: Given): readonly string[] {
  const address = `${type}.a`;
  const change = { actions, before: before ?? null, after, after_unknown: unknown };
  const document = {
    format_version: "1.2",
    resource_changes: [{ address, type, mode: "managed", change }],
    configuration: { root_module: { resources: [{ address, type, mode: "managed", expressions: shown }] } },
  };
  return RULES.flatMap((rule) => rule.review(changeOf(document))).map(({ effect }) => effect);
}

const NAMED = { name: { constant_value: "x" } };

describe("what is not known yet of a dynamic block is not taken for what it was", () => {
  const deny = {
    action: "deny(403)",
    priority: 1,
    match: [{ versioned_expr: "SRC_IPS_V1", config: [{ src_ip_ranges: ["192.0.2.0/24"] }] }],
  };
  const allow = { ...deny, action: "allow", priority: 2147483647 };
  const policy = (...rules: readonly object[]): object => ({ name: "x", type: "CLOUD_ARMOR", rule: rules });
  const unseen = { ...deny, match: [{ versioned_expr: "SRC_IPS_V1", config: [{}] }] };
  const { action, ...undecided } = deny;
  const inMatch = [{ match: [{ config: [{ src_ip_ranges: true }] }] }, {}];

  test.each([
    ["all rules", { name: "x", type: "CLOUD_ARMOR" }, { rule: true }],
    ["the ranges of one", policy(unseen, allow), { rule: inMatch }],
    [`the action (${action}) of one`, policy(undecided, allow), { rule: [{ action: true }, {}] }],
  ])("of a Cloud Armor policy: %s", (_, after, unknown) => {
    expect(
      effectsOf("google_compute_security_policy", { before: policy(deny, allow), after, unknown, shown: NAMED }),
    ).toEqual(["unknown"]);
  });

  test("of a service and a job on Cloud Run: the image", () => {
    const containers = (one: object): object => ({ service_account: "a@x.y", containers: [one] });
    const [was, is] = [containers({ image: "i@sha256:1" }), containers({})];
    const hidden = { containers: [{ image: true }] };
    const shown = { service_account: { constant_value: "a@x.y" } };
    const service = (template: object): object => ({ name: "x", template: [template] });
    const job = (template: object): object => service({ template: [template] });
    expect(
      effectsOf("google_cloud_run_v2_service", {
        before: service(was),
        after: service(is),
        unknown: service(hidden),
        shown: { ...NAMED, template: [shown] },
      }),
    ).toContain("unknown");
    expect(
      effectsOf("google_cloud_run_v2_job", {
        before: job(was),
        after: job(is),
        unknown: { template: [{ template: [hidden] }] },
        shown: { ...NAMED, template: [{ template: [shown] }] },
      }),
    ).toContain("unknown");
  });

  describe("of a dataset:", () => {
    const access = [{ role: "READER", user_by_email: "a@x.y" }];
    const dataset = (entries?: readonly object[]): object => ({
      dataset_id: "d",
      project: "p",
      ...(entries && { access: entries }),
    });
    const shown = { dataset_id: { constant_value: "d" } };
    const owner = { role: "OWNER" };

    test.each<[string, Omit<Given, "shown">]>([
      [
        "who is added",
        {
          before: dataset(access),
          after: dataset([...access, owner]),
          unknown: { access: [{}, { user_by_email: true }] },
        },
      ],
      ["who has access at all", { before: dataset(access), after: dataset(), unknown: { access: true } }],
      [
        "who has access from the start",
        { after: dataset([owner]), unknown: { access: [{ user_by_email: true }] }, actions: ["create"] },
      ],
    ])("%s", (_, given) => {
      expect(effectsOf("google_bigquery_dataset", { ...given, shown })).toContain("unknown");
    });

    test("what nobody wrote, of a new one or one in its place, is left to Google", () => {
      const unwritten = { after: dataset(), unknown: { access: true }, shown };
      expect(effectsOf("google_bigquery_dataset", { ...unwritten, actions: ["create"] })).not.toContain("unknown");
    });
  });
});
