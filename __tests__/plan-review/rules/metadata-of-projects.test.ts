import { reviewOf } from "./reviewed-plan";

describe("what all hosts of a project are told", () => {
  const item = (key: string, value: string): object => ({ project: "acme-ml", key, value });
  const address = "google_compute_project_metadata_item.I";
  const told = expect.stringMatching(/^unknown: what all hosts are told by .* changes \("proxy"\)$/);

  test("is told where it is for their own programs, as one item and as all of them", () => {
    expect(reviewOf({ address, before: item("proxy", "a"), after: item("proxy", "b") })).toEqual(["widened", told]);
    expect(reviewOf({ address, after: item("proxy", "a") })).toEqual(["widened", told]);
    expect(reviewOf({ address, before: item("proxy", "a") })).toEqual(["widened", told]);
    const all = (proxy: string): object => ({ metadata: { proxy, "enable-oslogin": "TRUE" } });
    expect(reviewOf({ address: "google_compute_project_metadata.M", before: all("a"), after: all("b") })).toEqual([
      "widened",
      told,
    ]);
  });

  test("is told once where it says who logs in, or what starts", () => {
    expect(
      reviewOf({ address, before: item("enable-oslogin", "TRUE"), after: item("enable-oslogin", "FALSE") }),
    ).toEqual(["widened", expect.stringMatching(/^widened: .*OS Login is off/)]);
    expect(reviewOf({ address, before: item("startup-script", "a"), after: item("startup-script", "b") })).toHaveLength(
      2,
    );
  });
});
