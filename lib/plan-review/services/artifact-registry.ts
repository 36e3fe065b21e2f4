import type { TerraformFields } from "../../terraform";
import { isAbsent, textAt } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Repositories, and what is set for all of a project. */
export const ARTIFACT_REGISTRY: ServiceCards = {
  google_artifact_registry_repository: {
    lost: lostWithRepository,
    decisions: { "maven_config.version_policy": "which versions it takes" },
    settings: {
      "docker_config.immutable_tags": {
        strength: safeWhenOn(false),
        applies: ({ format }) => String(format).toUpperCase() === "DOCKER",
        weaker: "tags can be moved to other images",
        stronger: "tags can no longer be moved to other images",
      },
      "maven_config.allow_snapshot_overwrites": {
        strength: safeWhenOff(false),
        weaker: "snapshots can be overwritten",
        stronger: "snapshots can no longer be overwritten",
      },
      "vulnerability_scanning_config.enablement_config": {
        strength: ranked([["DISABLED"], ["INHERITED"]], "INHERITED"),
        weaker: "vulnerability scanning is switched off",
        stronger: "vulnerability scanning is as the project has it",
      },
    },
  },
  google_artifact_registry_project_config: {
    settings: {
      "platform_logs_config.logging_state": {
        strength: ranked([["DISABLED"], ["LOGGING_STATE_UNSPECIFIED"], ["ENABLED"]], "LOGGING_STATE_UNSPECIFIED"),
        weaker: "Artifact Registry no longer logs what it does",
        stronger: "Artifact Registry logs what it does",
      },
      "platform_logs_config.severity_level": {
        strength: ranked(
          [["EMERGENCY"], ["ALERT"], ["CRITICAL"], ["ERROR"], ["WARNING"], ["NOTICE"], ["INFO"], ["DEBUG"]],
          "INFO",
        ),
        isForNew: false,
        weaker: "Artifact Registry logs less of what it does",
        stronger: "Artifact Registry logs more of what it does",
      },
    },
    harmless: {
      new: "whether it logs is compared with what Google takes",
    },
  },
};

function lostWithRepository(body: TerraformFields): string | undefined {
  const mode = textAt(body, "mode") ?? (isAbsent(body.mode) ? "STANDARD_REPOSITORY" : "unknown");
  if (mode === "VIRTUAL_REPOSITORY") return undefined;
  if (mode === "REMOTE_REPOSITORY")
    return "the packages it has cached, some of which its upstream may no longer have, its rules and its policy";
  return "all packages that were uploaded to it, its rules and its policy";
}
