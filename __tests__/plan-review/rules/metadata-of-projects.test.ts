import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The verdict, then each finding as `effect: summary`. */
function of(resource: PlannedResource): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [resource] }));
  return reviewPlans([{ name: "p", plan }]).plans.flatMap(({ verdict, findings }) => [
    verdict,
    ...findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`),
  ]);
}

describe("what all hosts of a project are told", () => {
  const item = (key: string, value: string): object => ({ project: "acme-ml", key, value });
  const address = "google_compute_project_metadata_item.I";
  const told = expect.stringMatching(/^unknown: what all hosts are told by .* changes \("proxy"\)$/);

  test("is told where it is for their own programs, as one item and as all of them", () => {
    expect(of({ address, before: item("proxy", "a"), after: item("proxy", "b") })).toEqual(["widened", told]);
    expect(of({ address, after: item("proxy", "a") })).toEqual(["widened", told]);
    expect(of({ address, before: item("proxy", "a") })).toEqual(["widened", told]);
    const all = (proxy: string): object => ({ metadata: { proxy, "enable-oslogin": "TRUE" } });
    expect(of({ address: "google_compute_project_metadata.M", before: all("a"), after: all("b") })).toEqual([
      "widened",
      told,
    ]);
  });

  test("is told once where it says who logs in, or what starts", () => {
    expect(of({ address, before: item("enable-oslogin", "TRUE"), after: item("enable-oslogin", "FALSE") })).toEqual([
      "widened",
      expect.stringMatching(/^widened: .*OS Login is off/),
    ]);
    expect(of({ address, before: item("startup-script", "a"), after: item("startup-script", "b") })).toHaveLength(2);
  });
});
