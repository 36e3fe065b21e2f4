import type { Duration } from "../core/duration";
import type { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import type { BuildStart } from "./build-start";

/** @see https://cloud.google.com/build/docs/build-config-file-schema#timeout */
const MOST_TIMEOUT_SECONDS = 86_400;

interface CommonBuildProps {
  readonly buildName: string;
  readonly project?: string;
  readonly timeout?: Duration;
  readonly start: BuildStart;
}

/** Notes what is wrong with the props that all builds have. */
export function validateCommonBuildProps(validator: Validator, props: CommonBuildProps, location: string): void {
  validator.requires(
    "buildName",
    props.buildName,
    /^[a-z](?:[a-z0-9-]{0,22}[a-z0-9])?$/,
    'must be at most 24 lower-case letters, digits and "-", beginning with a letter, not ending with "-": ' +
      "its accounts are named after it",
  );
  validator.matches("project", props.project, ...GoogleNames.PROJECT);
  validator.matches(
    "location",
    location,
    GoogleNames.REGION[0],
    `${GoogleNames.REGION[1]}; a repository in a multi-region has none, so say location`,
  );
  const seconds = props.timeout?.toSeconds() ?? 0;
  if (seconds > MOST_TIMEOUT_SECONDS) validator.problem(`timeout "${seconds}" seconds: must be at most a day`);
  props.start._validate(validator);
}
