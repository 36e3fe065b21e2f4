import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { StackProvider } from "../core/stack-provider";
import { VersionConstraint } from "../core/version-constraint";

const LEAST = "7.33.0";
const BELOW = "8.0.0";
const checked = new WeakSet<TerraformStack>();

/**
 * Which google provider download rules need. The typed bindings pin 6.50.0, which does not know them; a construct must
 * not move somebody's stack to another major version behind their back, so it asks.
 */
export class GoogleProviderVersion {
  /** The rule is in google since 7.30.0, its `deletion_policy` since 7.33.0. @see https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/CHANGELOG.md */
  public static readonly NEEDED = `>= ${LEAST}, < ${BELOW}`;

  /** Makes synth fail, once for each stack, where the stack's constraint admits a provider without download rules. */
  public static checkAtSynth(scope: IConstruct): void {
    const stack = TerraformStack.of(scope);
    if (checked.has(stack)) return;
    checked.add(stack);
    scope.node.addValidation({ validate: () => GoogleProviderVersion.problems(scope) });
  }

  private static problems(scope: IConstruct): string[] {
    const found = StackProvider.versionConstraint(scope, "google");
    // A stack without any google provider is told so by cdktf itself.
    if (found === undefined || VersionConstraint.isWithin(found, LEAST, BELOW)) return [];
    return [
      `provider google "${found}": download rules (google_artifact_registry_rule) need ${GoogleProviderVersion.NEEDED}; ` +
        'either raise it for this stack with stack.addOverride("terraform.required_providers.google.version", "7.45.0"), ' +
        "or do without download rules: keep the provider and serve a curated PythonStandardRepository",
    ];
  }
}
