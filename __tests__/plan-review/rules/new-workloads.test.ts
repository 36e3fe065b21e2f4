import { reviewPlans } from "../../../lib/plan-review";
import { cardOf } from "../../../lib/plan-review/services";
import { TerraformPlan } from "../../../lib/terraform";
import { PROVIDER_TYPES } from "../../support/provider-types";
import { planOf } from "../plan-builder";

/** The attributes of which the review speaks when one is made. */
function toldOfNew(type: string, after: object): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [{ address: `${type}.X`, after }] }));
  const findings = reviewPlans([{ name: "x", plan }]).plans.flatMap((one) => one.findings);
  const summaries = findings.map(({ summary }) => summary.toString());
  return summaries.map((text) => /\(([\w.]+)\)$/.exec(text)?.[1] ?? text).sort();
}

const SCRIPT = "gs://stranger/x.sh";

test.each([
  [
    "google_notebooks_instance",
    { no_public_ip: true, no_proxy_access: true, instance_owners: ["stranger@gmail.com"], post_startup_script: SCRIPT },
    ["instance_owners", "post_startup_script"],
  ],
  ["google_notebooks_instance", { no_public_ip: true, no_proxy_access: true, metadata: {}, instance_owners: [] }, []],
  [
    "google_workbench_instance",
    {
      disable_proxy_access: true,
      gce_setup: [
        {
          disable_public_ip: true,
          metadata: { "post-startup-script": SCRIPT },
          container_image: [{ repository: "stranger.example/x" }],
        },
      ],
    },
    ["gce_setup.container_image", "gce_setup.metadata"],
  ],
  ["google_colab_runtime", { runtime_user: "stranger@gmail.com" }, ["runtime_user"]],
  ["google_workstations_workstation", { env: { PIP_INDEX_URL: "https://stranger.example" } }, ["env"]],
])("people and code on new %s: %j", (type, body, expected) => {
  expect(toldOfNew(type, { name: "n", project: "p1", ...body })).toEqual(expected);
});

// It may do what its account may, which grants say.
test("what a new service runs is part of making it", () => {
  const template = [{ containers: [{ image: "europe-docker.pkg.dev/p1/r/app" }] }];
  const body = { name: "s", ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY", template };
  expect(toldOfNew("google_cloud_run_v2_service", body)).toEqual([]);
});

/** What lets nobody in, though it names somebody. */
const NOBODY_LET_IN = [
  // It is reached by an instance only, which is told.
  "google_alloydb_cluster initial_user",
  // Whose jobs a reservation is for.
  "google_bigquery_reservation_assignment principal",
  // Its version and settings; who gets to it is on its network, or has a role.
  "google_dataproc_metastore_service hive_metastore_config",
];

const PEOPLE =
  /(^|[._])(owners?|users?|members?|principals?|administrators?|auth_domain|contact_settings)$|who (may )?(logs?|get) in/;

test("whom a new resource lets in by itself is told, where it need not be told that there is one", () => {
  const untold = PROVIDER_TYPES.flatMap((type) => {
    const { harmless, decisions = {} } = cardOf(type) ?? {};
    const paths = Object.keys(decisions).filter((path) => PEOPLE.test(path) || PEOPLE.test(decisions[path] ?? ""));
    return harmless?.new === undefined ? [] : paths.map((path) => `${type} ${path}`);
  });
  expect(untold).toEqual(NOBODY_LET_IN);
});
