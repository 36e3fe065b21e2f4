import { ValidationError } from "../../lib/core/errors";
import { DownloadRule } from "../../lib/policy";

describe("rules that are made", () => {
  test("a DENY for all", () => {
    expect(DownloadRule.denyAll("pypi-deny-all")).toMatchObject({
      ruleId: "pypi-deny-all",
      action: "DENY",
      operation: "DOWNLOAD",
      scope: "REPOSITORY",
      packageId: undefined,
      condition: undefined,
      versions: "ANY",
    });
  });

  test("an ALLOW for a package, by its PEP 503 name, in some versions", () => {
    const rule = DownloadRule.allowPackage("r", "Typing_Extensions", ["4.12.0", "4.9.0"]);
    expect(rule).toMatchObject({
      action: "ALLOW",
      operation: "DOWNLOAD",
      scope: "PACKAGE",
      packageId: "typing-extensions",
    });
    expect(rule.condition).toBe('pkg.version.id == "4.9.0" || pkg.version.id == "4.12.0"');
  });

  test("an ALLOW for a package in any version has no condition", () => {
    expect(DownloadRule.allowPackage("r", "six").condition).toBeUndefined();
  });

  test.each([
    ["no package name", () => DownloadRule.allowPackage("r", "not a name"), /package name "not a name"/],
    [
      "no versions",
      () => DownloadRule.allowPackage("r", "six", []),
      /allowed package "six": a list of versions is empty/,
    ],
    ["a range", () => DownloadRule.allowPackage("r", "six", [">=1.0"]), /allowed package "six": version ">=1.0"/],
  ])("%s is refused", (_, make, message) => {
    let caught: unknown;
    try {
      make();
    } catch (error) {
      caught = error;
    }
    expect(ValidationError.isValidationError(caught)).toBe(true);
    expect(String(caught)).toMatch(message);
  });

  test("a rule cannot be changed", () => {
    const rule = DownloadRule.denyAll("r");
    expect(() => Object.assign(rule, { action: "ALLOW" })).toThrow(TypeError);
  });
});

describe("rules that exist", () => {
  const fields = {
    ruleId: "r",
    action: "ALLOW",
    operation: "DOWNLOAD",
    packageId: "Six",
    condition: 'pkg.version.id == "1.0"',
  };

  test("are read as they are", () => {
    const rule = DownloadRule.fromFields(fields);
    expect(rule).toMatchObject({ action: "ALLOW", operation: "DOWNLOAD", scope: "PACKAGE", packageId: "six" });
    expect(rule.versions).toMatchObject({ versions: ["1.0"] });
  });

  test.each([undefined, ""])("without a package (%j) are for the whole repository", (packageId) => {
    expect(DownloadRule.fromFields({ ...fields, packageId }).scope).toBe("REPOSITORY");
  });

  test("do who knows what when they deny a package in a spelling that is not the service's", () => {
    const judge = (action: string, packageId: string): string | undefined =>
      DownloadRule.fromFields({ ...fields, action, packageId }).judge("1.0")?.outcome;
    expect([judge("DENY", "six"), judge("DENY", "Six"), judge("ALLOW", "Six")]).toEqual([
      "denied",
      "unknown",
      "allowed",
    ]);
  });

  test.each(["*", "six*", "${var.name}", "a b", "-six", "six\n"])(
    "are for who knows what when the package is %j",
    (packageId) => {
      const rule = DownloadRule.fromFields({ ...fields, packageId });
      expect([rule.scope, rule.packageId]).toEqual(["UNKNOWN", undefined]);
    },
  );

  test.each(["allow", "ACTION_UNSPECIFIED", "", undefined])("do who knows what when the action is %j", (action) => {
    expect(DownloadRule.fromFields({ ...fields, action }).action).toBe("UNKNOWN");
  });

  test.each(["UPLOAD", "OPERATION_UNSPECIFIED", "", undefined])(
    "are about who knows what when the operation is %j",
    (operation) => {
      expect(DownloadRule.fromFields({ ...fields, operation }).operation).toBe("UNKNOWN");
    },
  );

  test.each(["", 'pkg.version.id < "2.0"'])(
    "are for who knows which versions when the condition is %j",
    (condition) => {
      expect(DownloadRule.fromFields({ ...fields, condition }).versions).toBe("UNKNOWN");
    },
  );

  test("hold nothing that is known only later, whatever stands in its place", () => {
    const rule = DownloadRule.fromFields({ ...fields, unknown: ["action", "operation", "packageId", "condition"] });
    expect(rule).toMatchObject({
      ruleId: "r",
      action: "UNKNOWN",
      operation: "UNKNOWN",
      scope: "UNKNOWN",
      packageId: undefined,
      condition: undefined,
      versions: "UNKNOWN",
    });
  });
});
