import { reviewOf } from "./reviewed-plan";

describe("what the provider never deletes stays in force", () => {
  test.each([
    ["google_logging_folder_settings", { folder: "1", disable_default_sink: false }],
    ["google_compute_network_peering_routes_config", { network: "n", peering: "p", export_custom_routes: true }],
    ["google_app_engine_service_network_settings", { service: "s" }],
    ["google_kms_key_ring", { name: "r", location: "us" }],
  ])("%s", (type, before) => {
    expect(reviewOf({ address: `${type}.X`, before })).toEqual([
      "unchanged",
      expect.stringMatching(
        /^changed: .* is taken out of Terraform and stays in force as it is \(the provider deletes/,
      ),
    ]);
  });

  test("and is compared with what takes its place", () => {
    const network_settings = [{ ingress_traffic_allowed: "INGRESS_TRAFFIC_ALLOWED_ALL" }];
    const settings = (service: string): object => ({ service, network_settings });
    const address = "google_app_engine_service_network_settings.X";
    expect(reviewOf({ address, before: settings("s"), after: settings("t"), actions: ["delete", "create"] })).toEqual([
      "widened",
      expect.stringMatching(/^widened: network settings .* "t": the service is called from more places/),
      'unknown: network settings of an App Engine service "t": for which service they are changes (service)',
    ]);
  });

  test("what it does delete is gone", () => {
    const before = { name: "s", destination: "storage.googleapis.com/logs" };
    expect(reviewOf({ address: "google_logging_project_sink.S", before })[0]).toBe("widened");
  });
});
