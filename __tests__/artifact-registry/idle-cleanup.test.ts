import {
  CleanupPolicy,
  DockerStandardRepository,
  PythonStandardRepository,
  TagState,
} from "../../lib/artifact-registry";
import { Duration } from "../../lib/core";
import { LOCATION, synthStack } from "../support/registry-app";

const python =
  (...cleanupPolicies: CleanupPolicy[]) =>
  () =>
    synthStack(
      (stack) =>
        new PythonStandardRepository(stack, "It", { repositoryName: "it", location: LOCATION, cleanupPolicies }),
    );
const docker =
  (immutableTags: boolean | undefined, ...cleanupPolicies: CleanupPolicy[]) =>
  () =>
    synthStack(
      (stack) =>
        new DockerStandardRepository(stack, "It", {
          repositoryName: "it",
          location: LOCATION,
          cleanupPolicies,
          immutableTags,
        }),
    );
const olderThan = Duration.days(30);
const old = CleanupPolicy.delete("old", { olderThan });
const oldTagged = CleanupPolicy.delete("tagged", { olderThan, tagState: TagState.TAGGED });
const oldByTag = CleanupPolicy.delete("dev", { olderThan, tagPrefixes: ["dev-"] });
const keep = CleanupPolicy.keepMostRecent("recent", 5);

test.each([
  [
    python(oldTagged),
    /"tagged": is for tagged versions, and clean-up is known to see tags in Docker repositories only/,
  ],
  [python(CleanupPolicy.keep("kept", { tagPrefixes: ["v"] }), old), /"kept": is for tagged versions/],
  [python(keep), /"recent": keeps what nothing deletes; add CleanupPolicy.delete/],
  [docker(false, CleanupPolicy.keep("kept", { newerThan: olderThan })), /"kept": keeps what nothing deletes/],
  [
    docker(undefined, oldTagged),
    /"tagged": would delete tagged versions, which immutable tags forbid; say immutableTags: false/,
  ],
  [docker(true, oldByTag), /"dev": would delete tagged versions, which immutable tags forbid/],
  [
    docker(false, CleanupPolicy.delete("odd", { olderThan, tagState: TagState.UNTAGGED, tagPrefixes: ["v"] })),
    /"odd": asks for tags of versions that have none/,
  ],
])("a policy that can do nothing is refused (%#)", (define, message) => {
  expect(define).toThrow(message);
});

test.each([
  python(old, keep),
  docker(undefined, CleanupPolicy.delete("untagged", { olderThan, tagState: TagState.UNTAGGED }), keep),
  docker(undefined, old, CleanupPolicy.keep("kept", { tagPrefixes: ["v"] })),
  docker(false, oldTagged, oldByTag),
])("one that can do something is not (%#)", (define) => {
  expect(define).not.toThrow();
});
