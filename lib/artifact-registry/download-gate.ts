import type { TerraformResource } from "cdktf";
import { Ordering } from "../core";

/**
 * What must stand before anyone may download from a repository: the repository itself and, where it has download rules,
 * its repository-wide DENY. Between a repository's creation and its DENY everything may be downloaded, and an apply may
 * stop just there; so what lets somebody in follows the gate: it is created after both and destroyed before both.
 * When the repository or the DENY is replaced, it is replaced too, and nobody is let in meanwhile.
 */
export class DownloadGate {
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

  /** Closes the gate. The DENY itself waits for the repository only. */
  public close(denyRule: TerraformResource): void {
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
    // The DENY waits for the repository itself.
    const leader = this.denyRule ?? this.repository;
    if (leader !== undefined) Ordering.after(resource, leader);
    if (!isReplaced) return;
    for (const trigger of [this.repository, this.denyRule]) {
      if (trigger !== undefined) Ordering.replacedWith(resource, trigger);
    }
  }
}
