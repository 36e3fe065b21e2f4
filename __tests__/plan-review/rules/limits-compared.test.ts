import { safetyGuardsRule } from "../../../lib/plan-review/rules/safety-guards";
import { saidBy } from "./reviewed-plan";

const effect = (type: string, before: object, after: object): string | undefined =>
  saidBy(safetyGuardsRule, { address: `${type}.X`, before, after })[0]?.split(":")[0];

/** What is said of a change, and of the way back. */
const both = (type: string, before: object, after: object): readonly (string | undefined)[] => [
  effect(type, before, after),
  effect(type, after, before),
];
const WEAKER = ["widened", "narrowed"];
const SAME = [undefined, undefined];
const UNSEEN = ["unknown", "unknown"];

describe("which certificates a pool issues", () => {
  const POOL = "google_privateca_ca_pool";
  const ecdsa = { elliptic_curve: [{ signature_algorithm: "ECDSA_P256" }] };
  const rsa = { rsa: [{ min_modulus_size: "2048" }] };
  const constraints = (expression: string | undefined, passes = false): object => ({
    allow_subject_passthrough: passes,
    allow_subject_alt_names_passthrough: false,
    ...(expression === undefined ? {} : { cel_expression: [{ expression }] }),
  });
  const policy: object = {
    maximum_lifetime: "86400s",
    allowed_key_types: [ecdsa],
    allowed_issuance_modes: [{ allow_csr_based_issuance: false, allow_config_based_issuance: true }],
    identity_constraints: [constraints("a && b")],
    baseline_values: [{ ca_options: [{ is_ca: false }] }],
  };
  const pool = (changes: object = {}): object => ({ name: "p", issuance_policy: [{ ...policy, ...changes }] });

  test.each<[string, object, readonly (string | undefined)[]]>([
    ["for longer", pool({ maximum_lifetime: "604800s" }), WEAKER],
    ["for any time", pool({ maximum_lifetime: null }), WEAKER],
    ["for more kinds of keys", pool({ allowed_key_types: [rsa, ecdsa] }), WEAKER],
    ["for all kinds of keys", pool({ allowed_key_types: [] }), WEAKER],
    ["for other kinds of keys", pool({ allowed_key_types: [rsa] }), UNSEEN],
    ["for requests made outside", pool({ allowed_issuance_modes: [] }), WEAKER],
    ["for any subject", pool({ identity_constraints: [constraints("a && b", true)] }), WEAKER],
    ["for a wider condition", pool({ identity_constraints: [constraints("a")] }), WEAKER],
    ["without a condition", pool({ identity_constraints: [constraints(undefined)] }), WEAKER],
    ["for the same in another order", pool({ identity_constraints: [constraints("b && a")] }), SAME],
    ["without constraints", pool({ identity_constraints: [] }), WEAKER],
    ["for another condition", pool({ identity_constraints: [constraints("c")] }), UNSEEN],
    [
      "longer, of fewer keys",
      pool({ maximum_lifetime: null, identity_constraints: [constraints("a && b && c")] }),
      UNSEEN,
    ],
    ["for other uses", pool({ baseline_values: [{ ca_options: [{ is_ca: true }] }] }), UNSEEN],
    ["for all that is asked for", { name: "p" }, WEAKER],
  ])("%s", (_, after, expected) => {
    expect(both(POOL, pool(), after)).toEqual(expected);
  });

  test("none where there is none", () => {
    expect(saidBy(safetyGuardsRule, { address: `${POOL}.X`, after: pool() })).toEqual([]);
    expect(saidBy(safetyGuardsRule, { address: `${POOL}.X`, before: pool() })).toEqual([]);
  });

  test("by a template", () => {
    const template = (extensions: readonly string[] | undefined, lifetime = "1s"): object => ({
      name: "t",
      maximum_lifetime: lifetime,
      ...(extensions === undefined ? {} : { passthrough_extensions: [{ known_extensions: extensions }] }),
    });
    const TEMPLATE = "google_privateca_certificate_template";
    expect(both(TEMPLATE, template(["BASE_KEY_USAGE"]), template(["BASE_KEY_USAGE", "CA_OPTIONS"]))).toEqual(WEAKER);
    expect(both(TEMPLATE, template(["BASE_KEY_USAGE"]), template(undefined))).toEqual(WEAKER);
    expect(both(TEMPLATE, template([]), template([], "2s"))).toEqual(WEAKER);
    expect(both(TEMPLATE, template(["CA_OPTIONS"]), template(["BASE_KEY_USAGE"]))).toEqual(UNSEEN);
  });
});

describe("who may log in through Identity-Aware Proxy", () => {
  const again = (changes: object = {}): object => ({
    reauth_settings: [{ method: "SECURE_KEY", max_age: "3600s", policy_type: "MINIMUM", ...changes }],
  });
  const settings = (access: object): object => ({ name: "projects/1/iap_web", access_settings: [access] });
  const domains = (enable: boolean, ...all: readonly string[]): object => ({
    allowed_domains_settings: [{ enable, domains: all }],
  });

  test.each<[string, object, object, readonly (string | undefined)[]]>([
    ["again after a longer time", again(), again({ max_age: "7200.5s" }), WEAKER],
    ["never again", again(), {}, WEAKER],
    ["by any second factor", again(), again({ method: "ENROLLED_SECOND_FACTORS" }), WEAKER],
    ["by another way", again(), again({ method: "LOGIN" }), UNSEEN],
    ["by what is below", again(), again({ policy_type: "DEFAULT" }), WEAKER],
    ["later, by a key", again({ method: "ENROLLED_SECOND_FACTORS" }), again({ max_age: "7200s" }), UNSEEN],
    ["of one more domain", domains(true, "a.example"), domains(true, "a.example", "b.example"), WEAKER],
    ["of any domain", domains(true, "a.example"), domains(false, "a.example"), WEAKER],
    ["of other domains", domains(true, "a.example"), domains(true, "b.example"), UNSEEN],
    ["of domains that do not count", domains(false, "a.example"), domains(false, "b.example"), SAME],
    ["by questions of browsers", {}, { cors_settings: [{ allow_http_options: true }] }, WEAKER],
    ["of other tenants", {}, { gcip_settings: [{ tenant_ids: ["t"] }] }, UNSEEN],
  ])("%s", (_, before, after, expected) => {
    expect(both("google_iap_settings", settings(before), settings(after))).toEqual(expected);
  });
});

describe("which rows are hidden", () => {
  const policy = (filter: string, ...grantees: readonly string[]): object => ({
    dataset_id: "d",
    table_id: "t",
    policy_id: "p",
    filter_predicate: filter,
    grantees,
  });
  const ANN = "user:ann@example.com";
  const US = "region = 'us'";

  test.each<[string, object, object, readonly (string | undefined)[]]>([
    ["from fewer", policy(US, ANN), policy(US, ANN, "group:all@example.com"), WEAKER],
    ["from the same, in capitals", policy(US, ANN), policy(US, "user:Ann@Example.com"), SAME],
    ["from others", policy(US, ANN), policy(US, "user:eve@example.com"), UNSEEN],
    ["none", policy(US, ANN), policy("true", ANN), WEAKER],
    ["fewer", policy(US, ANN), policy("region = 'us' OR region = 'eu'", ANN), WEAKER],
    ["fewer, by a part less", policy(`${US} and tier <> 1`, ANN), policy(US, ANN), WEAKER],
    ["the same, with other spaces", policy(US, ANN), policy("region='us'", ANN), SAME],
    ["the same, in another order", policy("a OR b", ANN), policy("b or a", ANN), SAME],
    ["a text that says or", policy("a = 'x OR y'", ANN), policy("a = 'x'", ANN), UNSEEN],
    ["between others", policy("a BETWEEN 1 AND b AND c", ANN), policy("a BETWEEN 1 AND c AND b", ANN), UNSEEN],
    ["joined texts", policy("a || b = 'x'", ANN), policy("a", ANN), UNSEEN],
    ["fewer from fewer", policy("a AND b", ANN), policy("a", "user:eve@example.com"), UNSEEN],
  ])("%s", (_, before, after, expected) => {
    expect(both("google_bigquery_row_access_policy", before, after)).toEqual(expected);
  });

  test("is said of the policy, not of the table", () => {
    expect(
      saidBy(safetyGuardsRule, {
        address: "google_bigquery_row_access_policy.X",
        before: policy(US, ANN),
        after: policy("TRUE", ANN),
      }),
    ).toEqual([
      'widened: row access policy "p" changes (filter_predicate): it hides rows of its table from its readers ' +
        "less than before",
    ]);
  });
});
