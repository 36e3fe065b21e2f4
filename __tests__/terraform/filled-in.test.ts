import { isLeftByNull } from "../../lib/terraform/filled-in";
import { FILLED_IN_AT_TOP } from "../../lib/terraform/filled-in-at-top";
import { FILLED_IN_ATTRIBUTES } from "../../lib/terraform/filled-in-attributes";
import { PlanConfiguration } from "../../lib/terraform/plan-configuration";
import { filledInAtTop, filledInByProvider } from "../support/provider-types";

function configured(expressions: unknown): PlanConfiguration {
  return new PlanConfiguration({
    root_module: { resources: [{ address: "google_sql_database_instance.db", mode: "managed", expressions }] },
  });
}

describe("what Google fills in within blocks", () => {
  test("the table names what the provider's schema calls computed, and nothing else", () => {
    const words = [...filledInByProvider()].flatMap(([block, names]) => [`${block}:`, ...names]);
    expect(FILLED_IN_ATTRIBUTES.trim().split(/\s+/)).toEqual(words);
    expect(words.length).toBeGreaterThan(1_000);
  });

  test.each([
    ["an attribute that Google fills in", ["settings", "0", "data_api_access"], false],
    ["one of a block in the block", ["settings", "0", "backup_configuration", "0", "backup_tier"], false],
    ["a block that Google fills in", ["settings", "0", "ip_configuration"], false],
    ["one that is written", ["settings", "0", "tier"], true],
    ["a block that Google never fills in, and which may be dynamic", ["settings", "0", "database_flags"], true],
    ["one of a block more than the configuration shows", ["settings", "1", "data_api_access"], true],
  ])("%s", (_, path, isWritten) => {
    const configuration = configured({
      settings: [
        { tier: { constant_value: "db-g1-small" }, backup_configuration: [{ enabled: { references: ["x"] } }] },
      ],
    });
    expect(configuration.says("google_sql_database_instance.db", path)).toBe(isWritten);
  });

  test.each(["access_config", "ipv6_access_config"])("an external address by %s has to be seen", (block) => {
    const configuration = configured({ network_interface: [{ network: { constant_value: "n" } }] });
    expect(configuration.says("google_sql_database_instance.db", ["network_interface", "0", block])).toBe(true);
  });
});

describe("what an expression that is null leaves to Google", () => {
  test("the table names what the provider's schema calls optional and computed, and nothing else", () => {
    expect(FILLED_IN_AT_TOP.trim().split(/\s+/)).toEqual(filledInAtTop());
  });

  test.each([
    ["a list of ranges", ["destination_ranges"], true],
    ["one of a block", ["node_config", "0", "image_type"], true],
    ["a block of a block", ["node_config", "0", "shielded_instance_config"], true],
    ["the name of an interface", ["network_interface", "0", "name"], true],
    ["what no type fills in", ["member"], false],
    ["what no block of the name fills in", ["network_interface", "0", "access_config"], false],
    ["a script, which may hold the time", ["metadata_startup_script"], false],
    ["a time", ["expire_time"], false],
    ["a time in a block", ["rotation", "0", "next_rotation_time"], false],
    ["a password, which may be random", ["password"], false],
    ["a name, which may be random", ["name"], false],
  ])("%s", (_, path, isLeft) => {
    expect(isLeftByNull("google_any_thing", path)).toBe(isLeft);
  });
});
