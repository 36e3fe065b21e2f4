import { dependable, Lazy, TerraformStack } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";

/**
 * Orders resources that name each other by literals and so hold no Terraform reference to each other.
 */
export class Ordering {
  /**
   * Creates `follower` after `leader`, and destroys it before. In one stack that is `depends_on`; between stacks it is a
   * stack dependency, since Terraform knows no `depends_on` on another state.
   */
  public static after(follower: TerraformResource, leader: TerraformResource): void {
    const followerStack = TerraformStack.of(follower);
    const leaderStack = TerraformStack.of(leader);
    if (followerStack !== leaderStack) {
      followerStack.addDependency(leaderStack);
      return;
    }
    follower.dependsOn = [...(follower.dependsOn ?? []), dependable(leader)];
  }

  /**
   * As `after`, and replaces `follower` whenever `leader` is created or replaced: what the leader's replacement takes along
   * on the server would otherwise be "no change" to Terraform. The trigger is the leader's `id` attribute, since the whole
   * resource would fire on a changed label too.
   *
   * Between stacks only the order is kept: Terraform has no trigger that reaches into another state.
   */
  public static replacedWith(follower: TerraformResource, leader: TerraformResource): void {
    Ordering.after(follower, leader);
    if (TerraformStack.of(follower) !== TerraformStack.of(leader)) return;
    follower.lifecycle = {
      ...follower.lifecycle,
      replaceTriggeredBy: [...(follower.lifecycle?.replaceTriggeredBy ?? []), Ordering.idOf(leader)],
    };
  }

  /** The address of a resource's `id` attribute, as `replace_triggered_by` wants it: without `${}`. */
  public static idOf(resource: TerraformResource): string {
    // Late, so that a logical id may still be overridden.
    return Lazy.stringValue({ produce: () => `${resource.terraformResourceType}.${resource.friendlyUniqueId}.id` });
  }

  /** A copy that Terraform bindings accept, or nothing where there is nothing to wait for. */
  public static dependsOn(dependables: readonly ITerraformDependable[] | undefined): ITerraformDependable[] | undefined {
    return dependables === undefined || dependables.length === 0 ? undefined : [...dependables];
  }
}
