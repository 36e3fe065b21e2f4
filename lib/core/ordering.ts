import { dependable, TerraformStack } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";

/**
 * Orders resources that name each other by literals and so hold no Terraform reference to each other.
 */
export class Ordering {
  /**
   * Creates `follower` after `leader`, and destroys it before. In one stack that is `depends_on`; between stacks it is
   * a stack dependency, since Terraform knows no `depends_on` on another state.
   */
  public static after(follower: TerraformResource, leader: TerraformResource): void {
    const followerStack = TerraformStack.of(follower);
    const leaderStack = TerraformStack.of(leader);
    if (followerStack !== leaderStack) {
      followerStack.addDependency(leaderStack);
      return;
    }
    const before = follower.dependsOn ?? [];
    const address = addressOf(leader);
    if (!before.includes(address)) follower.dependsOn = [...before, address];
  }

  /**
   * Replaces `follower` whenever `leader` is created or replaced: what the leader's replacement takes along on the
   * server would otherwise be "no change" to Terraform. The trigger is the leader's `id` attribute, since the whole
   * resource would fire on a changed label too.
   *
   * Nothing happens between stacks: Terraform has no trigger that reaches into another state.
   */
  public static replacedWith(follower: TerraformResource, leader: TerraformResource): void {
    if (TerraformStack.of(follower) !== TerraformStack.of(leader)) return;
    const before = follower.lifecycle?.replaceTriggeredBy ?? [];
    const trigger = idOf(leader);
    if (!before.includes(trigger)) {
      follower.lifecycle = { ...follower.lifecycle, replaceTriggeredBy: [...before, trigger] };
    }
  }

  /** A copy that Terraform bindings accept, or nothing where there is nothing to wait for. */
  public static dependsOn(
    dependables: readonly ITerraformDependable[] | undefined,
  ): ITerraformDependable[] | undefined {
    return dependables === undefined || dependables.length === 0 ? undefined : [...dependables];
  }
}

// Thousands of rules follow one leader, and each token remembers where it was made, which is dear. Weak, so that a
// stack goes with them.
const addresses = new WeakMap<TerraformResource, string>();

/** The resource's address as text, which cdktf need not resolve for each follower. */
function addressOf(leader: TerraformResource): string {
  const found = addresses.get(leader);
  if (found !== undefined) return found;
  // Once it has given its token, cdktf refuses another logical id, which the text would not follow.
  dependable(leader);
  const address = `${leader.terraformResourceType}.${leader.friendlyUniqueId}`;
  addresses.set(leader, address);
  return address;
}

const ids = new WeakMap<TerraformResource, ITerraformDependable>();

/**
 * The `id` attribute as `replace_triggered_by` wants it, without `${}`; late, so that a logical id may still be
 * overridden.
 */
function idOf(leader: TerraformResource): ITerraformDependable {
  const found = ids.get(leader) ?? {
    get fqn() {
      return `${leader.terraformResourceType}.${leader.friendlyUniqueId}.id`;
    },
  };
  ids.set(leader, found);
  return found;
}
