import { ValidationError } from "../../lib/core/errors";

describe("ValidationError", () => {
  test("one problem is one line that ends with the path", () => {
    expect(String(new ValidationError(['location "Mars": must be a region'], "registry/Pypi"))).toBe(
      'ValidationError: location "Mars": must be a region [registry/Pypi]',
    );
  });

  test("several problems stand in a list under their count", () => {
    const error = new ValidationError(["a", "b"], "registry");
    expect(error.message).toBe("2 problems [registry]\n  - a\n  - b");
    expect(error.problems).toEqual(["a", "b"]);
  });

  test("is recognised across copies of the library", () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof import("../../lib/core/errors")>("../../lib/core/errors");
      expect(ValidationError.isValidationError(new copy.ValidationError(["x"]))).toBe(true);
    });
    expect(ValidationError.isValidationError(new Error("x"))).toBe(false);
    expect(ValidationError.isValidationError(undefined)).toBe(false);
  });
});
