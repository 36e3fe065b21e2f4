import { ComplexObject, ImportableResource, stringToTerraform, TerraformResource } from "cdktf";
import type { TerraformMetaArguments, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import { GoogleProviderFeature, GoogleProviderVersion } from "../project/google-provider-version";
import { HclAttributes, present } from "./hcl-attributes";

export interface ArtifactRegistryRuleCondition {
  /** What the expression is for, in one line. */
  readonly title?: string;
  /** The same at length. */
  readonly description?: string;
  /** The CEL expression. */
  readonly expression: string;
  /** Where the expression comes from, for messages. */
  readonly location?: string;
}

/** Durations such as `20m`. */
export interface ArtifactRegistryRuleTimeouts {
  /** @default "20m" */
  readonly create?: string;
  /** @default "20m" */
  readonly update?: string;
  /** @default "20m" */
  readonly delete?: string;
}

export interface ArtifactRegistryRuleConfig extends TerraformMetaArguments {
  /** What the rule does: `ALLOW` or `DENY`. */
  readonly action?: string;
  /**
   * What `terraform destroy` does: `DELETE`, `PREVENT` or `ABANDON`.
   *
   * @default - the provider's `deletion_policy`, `DELETE` otherwise
   */
  readonly deletionPolicy?: string;
  /** Terraform's own id; leave it to the provider. */
  readonly id?: string;
  /** @default - the provider's location */
  readonly location?: string;
  /** What the rule applies to: `DOWNLOAD` is the only operation there is. */
  readonly operation?: string;
  /** The package that the rule applies to. @default - every package of the repository */
  readonly packageId?: string;
  /** @default - the provider's project */
  readonly project?: string;
  /** The last part of the repository's name. */
  readonly repositoryId: string;
  /** The name of the rule: unique in the repository, at most 256 characters. */
  readonly ruleId: string;
  /** @default - the rule always applies */
  readonly condition?: ArtifactRegistryRuleCondition;
  readonly timeouts?: ArtifactRegistryRuleTimeouts;
}

/** The attributes of the `condition` block. */
export class ArtifactRegistryRuleConditionOutputReference extends ComplexObject {
  constructor(
    terraformResource: TerraformResource,
    terraformAttribute: string,
    public readonly internalValue?: ArtifactRegistryRuleCondition,
  ) {
    super(terraformResource, terraformAttribute, false, 0);
  }

  public get title(): string {
    return this.getStringAttribute("title");
  }

  public get titleInput(): string | undefined {
    return this.internalValue?.title;
  }

  public get description(): string {
    return this.getStringAttribute("description");
  }

  public get descriptionInput(): string | undefined {
    return this.internalValue?.description;
  }

  public get expression(): string {
    return this.getStringAttribute("expression");
  }

  public get expressionInput(): string | undefined {
    return this.internalValue?.expression;
  }

  public get location(): string {
    return this.getStringAttribute("location");
  }

  public get locationInput(): string | undefined {
    return this.internalValue?.location;
  }
}

/** The attributes of the `timeouts` block. */
export class ArtifactRegistryRuleTimeoutsOutputReference extends ComplexObject {
  constructor(
    terraformResource: TerraformResource,
    terraformAttribute: string,
    public readonly internalValue?: ArtifactRegistryRuleTimeouts,
  ) {
    super(terraformResource, terraformAttribute, false);
  }

  public get create(): string {
    return this.getStringAttribute("create");
  }

  public get createInput(): string | undefined {
    return this.internalValue?.create;
  }

  public get update(): string {
    return this.getStringAttribute("update");
  }

  public get updateInput(): string | undefined {
    return this.internalValue?.update;
  }

  public get delete(): string {
    return this.getStringAttribute("delete");
  }

  public get deleteInput(): string | undefined {
    return this.internalValue?.delete;
  }
}

/**
 * A download rule as Terraform has it. The typed bindings are generated from a provider that lacks it, so this class
 * is written by hand, in their form; it needs google >= 7.33.0. Most users want `DownloadRules` instead.
 *
 * @see
 *   https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/website/docs/r/artifact_registry_rule.html.markdown
 */
export class ArtifactRegistryRule extends TerraformResource {
  public static readonly tfResourceType = "google_artifact_registry_rule";

  /**
   * Defines an `import` block for a rule that exists already.
   *
   * @param importToId the construct id of the rule that takes it over
   * @param importFromId `projects/PROJECT/locations/LOCATION/repositories/REPOSITORY/rules/RULE`
   */
  public static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    Given.text("importToId", importToId);
    Given.text("importFromId", importFromId);
    return new ImportableResource(scope, importToId, {
      terraformResourceType: ArtifactRegistryRule.tfResourceType,
      importId: importFromId,
      provider,
    });
  }

  private _action?: string;
  private _deletionPolicy?: string;
  private _id?: string;
  private _location?: string;
  private _operation?: string;
  private _packageId?: string;
  private _project?: string;
  private _repositoryId: string;
  private _ruleId: string;
  private _condition?: ArtifactRegistryRuleCondition;
  private _timeouts?: ArtifactRegistryRuleTimeouts;

  constructor(scope: Construct, id: string, config: ArtifactRegistryRuleConfig) {
    Given.props(scope, id, config);
    super(scope, id, {
      ...config,
      terraformResourceType: ArtifactRegistryRule.tfResourceType,
      terraformGeneratorMetadata: {
        providerName: "google",
        providerVersion: GoogleProviderVersion.TESTED,
        providerVersionConstraint: GoogleProviderFeature.DOWNLOAD_RULES.needed,
      },
    });
    this._action = config.action;
    this._deletionPolicy = config.deletionPolicy;
    this._id = config.id;
    this._location = config.location;
    this._operation = config.operation;
    this._packageId = config.packageId;
    this._project = config.project;
    this._repositoryId = config.repositoryId;
    this._ruleId = config.ruleId;
    this._condition = config.condition;
    this._timeouts = config.timeouts;
    GoogleProviderVersion.requireAtSynth(this, GoogleProviderFeature.DOWNLOAD_RULES);
  }

  public get action(): string {
    return this.getStringAttribute("action");
  }

  public set action(value: string) {
    this._action = value;
  }

  public get actionInput(): string | undefined {
    return this._action;
  }

  public resetAction(): void {
    this._action = undefined;
  }

  public get deletionPolicy(): string {
    return this.getStringAttribute("deletion_policy");
  }

  public set deletionPolicy(value: string) {
    this._deletionPolicy = value;
  }

  public get deletionPolicyInput(): string | undefined {
    return this._deletionPolicy;
  }

  public resetDeletionPolicy(): void {
    this._deletionPolicy = undefined;
  }

  public get id(): string {
    return this.getStringAttribute("id");
  }

  public set id(value: string) {
    this._id = value;
  }

  public get idInput(): string | undefined {
    return this._id;
  }

  public resetId(): void {
    this._id = undefined;
  }

  public get location(): string {
    return this.getStringAttribute("location");
  }

  public set location(value: string) {
    this._location = value;
  }

  public get locationInput(): string | undefined {
    return this._location;
  }

  public resetLocation(): void {
    this._location = undefined;
  }

  public get operation(): string {
    return this.getStringAttribute("operation");
  }

  public set operation(value: string) {
    this._operation = value;
  }

  public get operationInput(): string | undefined {
    return this._operation;
  }

  public resetOperation(): void {
    this._operation = undefined;
  }

  public get packageId(): string {
    return this.getStringAttribute("package_id");
  }

  public set packageId(value: string) {
    this._packageId = value;
  }

  public get packageIdInput(): string | undefined {
    return this._packageId;
  }

  public resetPackageId(): void {
    this._packageId = undefined;
  }

  public get project(): string {
    return this.getStringAttribute("project");
  }

  public set project(value: string) {
    this._project = value;
  }

  public get projectInput(): string | undefined {
    return this._project;
  }

  public resetProject(): void {
    this._project = undefined;
  }

  public get repositoryId(): string {
    return this.getStringAttribute("repository_id");
  }

  public set repositoryId(value: string) {
    this._repositoryId = value;
  }

  public get repositoryIdInput(): string {
    return this._repositoryId;
  }

  public get ruleId(): string {
    return this.getStringAttribute("rule_id");
  }

  public set ruleId(value: string) {
    this._ruleId = value;
  }

  public get ruleIdInput(): string {
    return this._ruleId;
  }

  /** `projects/PROJECT/locations/LOCATION/repositories/REPOSITORY/rules/RULE` */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  public get condition(): ArtifactRegistryRuleConditionOutputReference {
    return new ArtifactRegistryRuleConditionOutputReference(this, "condition", this._condition);
  }

  public putCondition(value: ArtifactRegistryRuleCondition): void {
    this._condition = value;
  }

  public get conditionInput(): ArtifactRegistryRuleCondition | undefined {
    return this._condition;
  }

  public resetCondition(): void {
    this._condition = undefined;
  }

  public get timeouts(): ArtifactRegistryRuleTimeoutsOutputReference {
    return new ArtifactRegistryRuleTimeoutsOutputReference(this, "timeouts", this._timeouts);
  }

  public putTimeouts(value: ArtifactRegistryRuleTimeouts): void {
    this._timeouts = value;
  }

  public get timeoutsInput(): ArtifactRegistryRuleTimeouts | undefined {
    return this._timeouts;
  }

  public resetTimeouts(): void {
    this._timeouts = undefined;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    // What is not set is left out here: cdktf resolves the key of each absent attribute, three times for each rule.
    return present({
      action: stringToTerraform(this._action),
      deletion_policy: stringToTerraform(this._deletionPolicy),
      id: stringToTerraform(this._id),
      location: stringToTerraform(this._location),
      operation: stringToTerraform(this._operation),
      package_id: stringToTerraform(this._packageId),
      project: stringToTerraform(this._project),
      repository_id: stringToTerraform(this._repositoryId),
      rule_id: stringToTerraform(this._ruleId),
      condition: stringsToTerraform(this._condition, ["title", "description", "expression", "location"]),
      timeouts: stringsToTerraform(this._timeouts, ["create", "update", "delete"]),
    });
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return present({
      action: HclAttributes.string(this._action),
      deletion_policy: HclAttributes.string(this._deletionPolicy),
      id: HclAttributes.string(this._id),
      location: HclAttributes.string(this._location),
      operation: HclAttributes.string(this._operation),
      package_id: HclAttributes.string(this._packageId),
      project: HclAttributes.string(this._project),
      repository_id: HclAttributes.string(this._repositoryId),
      rule_id: HclAttributes.string(this._ruleId),
      condition: HclAttributes.block(this._condition, "list", "ArtifactRegistryRuleConditionList"),
      timeouts: HclAttributes.block(this._timeouts, "struct", "ArtifactRegistryRuleTimeouts"),
    });
  }
}

function stringsToTerraform<T extends object>(
  struct: T | undefined,
  keys: readonly (keyof T & string)[],
): Record<string, unknown> | undefined {
  return (
    struct &&
    present(Object.fromEntries(keys.map((key) => [key, stringToTerraform(struct[key] as string | undefined)])))
  );
}
