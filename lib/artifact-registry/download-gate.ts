import { TerraformStack } from "cdktf";
import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Ordering } from "../core/ordering";

// By app and by the repository's name: a repository may be imported twice, and what is closed is the repository. Weak,
// so that an app goes with its gates.
const importedGates = new WeakMap<IConstruct, Map<string, DownloadGate>>();

/**
 * What must stand before anyone may download from a repository: the repository itself and, where it has download rules,
 * its repository-wide DENY. Between a repository's creation and its DENY everything may be downloaded, and an apply may
 * stop just there; so what lets somebody in follows the gate: it is created after both and destroyed before both.
 * When the repository or the DENY is replaced, it is replaced too, and nobody is let in meanwhile.
 */
export class DownloadGate {
  /** The one gate of a repository that is imported, however often, into an app. @internal @jsii ignore */
  public static ofImported(scope: IConstruct, resourceName: string): DownloadGate {
    const { root } = scope.node;
    const gates = importedGates.get(root) ?? new Map<string, DownloadGate>();
    importedGates.set(root, gates);
    const gate = gates.get(resourceName) ?? new DownloadGate();
    gates.set(resourceName, gate);
    return gate;
  }

  /** Each with whether it is replaced too. */
  private readonly followers = new Map<TerraformResource, boolean>();
  private denyRule?: TerraformResource;

  /** @param repository the repository's resource; none for a repository that is imported */
  constructor(private readonly repository?: TerraformResource) {}

  /** Whether the repository has a repository-wide DENY that is known here. */
  public get isClosed(): boolean {
    return this.denyRule !== undefined;
  }

  /** Makes a resource wait for the gate, also for a DENY that is added later. */
  public follow(resource: TerraformResource): void {
    this.add(resource, true);
  }

  /** As `follow`, for a resource that holds data or costs much to replace: it is ordered, but not replaced. */
  public followWithoutReplacement(resource: TerraformResource): void {
    this.add(resource, false);
  }

  /**
   * Whether a DENY of the construct's stack can come before all that waits for it: a stack that the construct's own
   * stack is deployed after would have to wait for it in turn.
   */
  public canCloseFrom(construct: IConstruct): boolean {
    const stack = TerraformStack.of(construct);
    return (
      [...this.followers.keys()].every((follower) => !stack.dependsOn(TerraformStack.of(follower))) &&
      (this.repository === undefined || TerraformStack.of(this.repository) === stack)
    );
  }

  /** Closes the gate. The DENY itself waits for the repository only. */
  public close(denyRule: TerraformResource): void {
    for (const repository of [this.repository, ...this.followers.keys()]) deleteForReal(repository);
    if (this.repository !== undefined) {
      Ordering.after(denyRule, this.repository);
      Ordering.replacedWith(denyRule, this.repository);
    }
    this.denyRule = denyRule;
    for (const [follower, isReplaced] of this.followers) {
      Ordering.after(follower, denyRule);
      if (isReplaced) Ordering.replacedWith(follower, denyRule);
    }
  }

  private add(resource: TerraformResource, isReplaced: boolean): void {
    this.followers.set(resource, isReplaced);
    if (this.isClosed) deleteForReal(resource);
    // The DENY waits for the repository itself.
    const leader = this.denyRule ?? this.repository;
    if (leader !== undefined) Ordering.after(resource, leader);
    if (!isReplaced) return;
    for (const trigger of [this.repository, this.denyRule]) {
      if (trigger !== undefined) Ordering.replacedWith(resource, trigger);
    }
  }
}

/**
 * A provider-wide `deletion_policy = "ABANDON"` would leave a remote or virtual repository alive whose DENY, or whose
 * upstream's DENY, is deleted. Neither holds anything that is not elsewhere too. What a standard repository holds is
 * its owner's to keep.
 */
function deleteForReal(resource: TerraformResource | undefined): void {
  if (resource?.terraformResourceType !== "google_artifact_registry_repository") return;
  if (Reflect.get(resource, "modeInput") === "STANDARD_REPOSITORY") return;
  // The typed bindings do not know it; every provider that knows the DENY does (google 7.33.0).
  resource.addOverride("deletion_policy", "DELETE");
}
