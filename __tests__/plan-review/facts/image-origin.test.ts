import { imageWords, isContainerImage } from "../../../lib/plan-review/facts/image-origin";
import { safetyDecisionsRule } from "../../../lib/plan-review/rules/safety-decisions";
import { unreadChanges } from "../../../lib/plan-review/unread-changes";
import { PROVIDER_TYPES, settableAttributes } from "../../support/provider-types";
import { planOf } from "../plan-builder";
import { changeOf, findingsOf } from "../rules/reviewed-plan";

const DIGEST = `@sha256:${"1".repeat(64)}`;
const OTHER = `@sha256:${"2".repeat(64)}`;
const OURS = `us-docker.pkg.dev/acme/apps/web${DIGEST}`;
const words = (before: readonly unknown[], after: readonly unknown[]): string => imageWords(before, after).toString();

describe("an image in the place of another", () => {
  test.each([
    [`us-docker.pkg.dev/stranger/apps/web${DIGEST}`, "us-docker.pkg.dev/stranger/apps"],
    [`us-docker.pkg.dev/acme/other/web${DIGEST}`, "us-docker.pkg.dev/acme/other"],
    [`gcr.io/acme/web${DIGEST}`, "gcr.io/acme"],
    [`nginx${DIGEST}`, "docker.io/library"],
    [`eve/web:v1${DIGEST}`, "docker.io/eve"],
    [`docker.io/eve/web${DIGEST}`, "docker.io/eve"],
    [`index.example/eve/deep/web${DIGEST}`, "index.example/eve"],
    [`registry.example:5000/a/web:v1${DIGEST}`, "registry.example:5000/a"],
    [`localhost/team/web${DIGEST}`, "localhost/team"],
  ])("%s comes from %s", (image, origin) => {
    expect(words([OURS], [image])).toBe(
      `; an image comes from "${origin}" now, and not from "us-docker.pkg.dev/acme/apps"`,
    );
    expect(words([image], [image.replace(DIGEST, OTHER)])).toBe("");
  });

  test("may be one that its name no longer pins", () => {
    const loose = "; an image is no longer pinned by a digest";
    expect(words([OURS], ["us-docker.pkg.dev/acme/apps/web:v2"])).toBe(loose);
    expect(words([OURS], ["us-docker.pkg.dev/acme/apps/web@sha256:1"])).toBe(loose);
    expect(words(["us-docker.pkg.dev/acme/apps/web:v1"], ["us-docker.pkg.dev/acme/apps/web:v2"])).toBe("");
    expect(words([OURS], ["nginx"])).toMatch(/^; an image comes from "docker.io\/library" now, .*digest$/);
  });

  test("may come beside others", () => {
    expect(words([OURS], [OURS, `nginx${DIGEST}`])).toBe('; an image comes from "docker.io/library" now, too');
    expect(words([OURS, `nginx${DIGEST}`], [OURS])).toBe("");
  });

  test("is not spoken of where it cannot be told, or nothing was there", () => {
    for (const after of ["gs://bucket/image.tar", "projects/p/global/images/i", "not an image", "${each.value}", null])
      expect(words([OURS], [after])).toBe("");
    expect(words([], [OURS])).toBe("");
    expect(words(["${each.value}"], [OURS])).toBe("");
  });
});

const IMAGES = PROVIDER_TYPES.flatMap((type) =>
  settableAttributes(type)
    .filter(isContainerImage)
    .map((path): readonly [type: string, path: string] => [type, path]),
);

test("images of containers are known by where they stand, and those of hosts are none", () => {
  expect(IMAGES.map((one) => one.join(" "))).toEqual(
    expect.arrayContaining([
      "google_cloud_run_v2_service template.containers.image",
      "google_cloud_run_v2_service template.sandboxes.templates.image",
      "google_cloud_run_service template.spec.containers.image",
      "google_workstations_workstation_config container.image",
      "google_dataproc_batch runtime_config.container_image",
      "google_workbench_instance gce_setup.container_image.repository",
      "google_vertex_ai_reasoning_engine spec.container_spec.image_uri",
      "google_clouddeploy_custom_target_type tasks.deploy.container.image",
      "google_dataplex_task spark.infrastructure_spec.container_image.image",
    ]),
  );
  const ofHosts = /google_compute|google_container_|machine|disk/;
  expect(IMAGES.filter(([type]) => ofHosts.test(type))).toEqual([]);
});

test.each(IMAGES)("%s is told from where its %s comes", (type, path) => {
  const body = (image: string): object =>
    path
      .split(".")
      .reduceRight<unknown>(
        (inside, name) => ({ [name]: Array.isArray(inside) || typeof inside === "string" ? inside : [inside] }),
        image,
      ) as object;
  const found = findingsOf(safetyDecisionsRule, { address: `${type}.X`, before: body(OURS), after: body("nginx") });
  const unread = unreadChanges(
    changeOf(planOf({ resources: [{ address: `${type}.X`, before: body(OURS), after: body("nginx") }] })),
    [],
  );
  if (unread.length > 0) return;
  expect(found.map(({ summary }) => summary.toString())).toEqual([
    expect.stringContaining(
      '; an image comes from "docker.io/library" now, and not from "us-docker.pkg.dev/acme/apps"',
    ),
  ]);
});
