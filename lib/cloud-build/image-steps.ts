import type { CloudbuildTriggerBuildStep } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import { unsubstituted } from "./unsubstituted-text";

/** Where the two steps of a build share what no other may see: not /workspace, which `COPY .` would take along. */
const SECRETS = { name: "secrets", path: "/secrets" };

/**
 * docker 20.10.24 on Ubuntu, with curl; Google's own builder, by the digest that public builds name and have built
 * with. To renew it: `docker buildx imagetools inspect gcr.io/cloud-builders/docker`.
 *
 * @see https://github.com/GoogleCloudPlatform/cloud-builders/tree/master/docker
 */
export const DOCKER_BUILDER =
  "gcr.io/cloud-builders/docker@sha256:efdbd755476e7e5eb1077ed6e4bf691f87b38fbded575e9b825f9480374f8f4b";

/** What an image is built with. */
export interface ImageSteps {
  /** Its addresses with tags. */
  readonly images: readonly string[];
  readonly dockerfile: string;
  readonly target?: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** The image with docker and curl that the steps run in. */
  readonly builderImage: string;
  /**
   * The host of the index that pip and uv log in to, for example `us-central1-python.pkg.dev`; undefined where the
   * build needs none.
   */
  readonly indexHost?: string;
  /** The ids of further secrets, in the order of `secretVariables`. */
  readonly secretIds: readonly string[];
}

/** The variable in which the first step gets a secret; no other step has it. */
export function secretVariable(id: string): string {
  return `SECRET_${id.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * The steps of an image's build. pip and uv get a token of the build's account as a BuildKit secret: it is in no
 * argument, environment variable, layer or log, and ends within an hour.
 *
 * @see https://docs.docker.com/build/building/secrets/
 */
export function imageSteps(steps: ImageSteps): CloudbuildTriggerBuildStep[] {
  const { indexHost, secretIds } = steps;
  const mounted = [...(indexHost === undefined ? [] : ["netrc"]), ...secretIds];
  const build: CloudbuildTriggerBuildStep = {
    id: "build",
    name: steps.builderImage,
    env: ["DOCKER_BUILDKIT=1"],
    args: [
      "build",
      "--pull",
      ...mounted.flatMap((id) => ["--secret", `id=${id},src=${SECRETS.path}/${id}`]),
      "--file",
      steps.dockerfile,
      ...(steps.target === undefined ? [] : ["--target", steps.target]),
      ...Object.entries(steps.buildArguments).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
      ...steps.images.flatMap((image) => ["--tag", image]),
      ".",
    ].map(unsubstituted),
    volumes: mounted.length === 0 ? undefined : [SECRETS],
  };
  const given = { name: steps.builderImage, volumes: [SECRETS] };
  return [
    ...(indexHost === undefined ? [] : [{ id: "token", ...given, script: tokenScript(indexHost) }]),
    ...(secretIds.length === 0
      ? []
      : [{ id: "secrets", ...given, script: secretsScript(secretIds), secretEnv: secretIds.map(secretVariable) }]),
    build,
  ];
}

/** A key of SSH has to end with a line end, which Secret Manager may not have kept. */
function secretsScript(ids: readonly string[]): string {
  const writes = ids.map((id) => `printf '%s\\n' "$${secretVariable(id)}" >${SECRETS.path}/${id}`);
  return ["#!/bin/sh", "set -eu", "umask 077", ...writes, ""].join("\n");
}

/** @see https://cloud.google.com/compute/docs/access/authenticate-workloads#applications */
function tokenScript(host: string): string {
  return [
    "#!/bin/sh",
    "set -eu",
    "umask 077",
    "metadata=http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token",
    "token=$(curl -sSf --retry 5 -H 'Metadata-Flavor: Google' \"$metadata\" | " +
      'sed -n \'s/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p\')',
    'if [ -z "$token" ]; then echo "the metadata server gave no token" >&2; exit 1; fi',
    `printf 'machine ${host} login oauth2accesstoken password %s\\n' "$token" >${SECRETS.path}/netrc`,
    "",
  ].join("\n");
}
