import { TerraformResource, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Principal } from "./principal";
import type { IPrincipal } from "./principal";

const PRINCIPAL = {
  text: 'a principal, for example Principal.group("ml-engineers@example.com") or a ServiceAccount',
  has: "member",
};

/**
 * One role for one principal on one resource: an additive `*_iam_member`, which leaves everyone else's roles alone. It
 * can stand in `dependsOn`, so that what needs the right waits for it.
 */
export class Grant implements ITerraformDependable {
  /**
   * Defines the grant under `scope`, or finds the one that is there already: granting twice is granting once.
   *
   * @param create makes the `*_iam_member` with the given scope and id
   * @internal
   * @jsii ignore
   */
  public static once(
    scope: Construct,
    role: string,
    principal: IPrincipal,
    create: (scope: Construct, id: string) => TerraformResource,
  ): Grant {
    Given.object("principal", principal, PRINCIPAL, scope);
    const refusal = Principal.refusal(principal);
    if (refusal !== undefined) throw new ValidationError([refusal], scope.node.path);
    const holder = Namespace.within(Namespace.within(scope, "Grants"), holderId(scope, role, principal));
    const found = holder.node.tryFindChild("Resource");
    const isNew = !TerraformResource.isTerraformResource(found);
    const member = isNew ? create(holder, "Resource") : found;
    // The first call may have named the principal by a literal.
    if (principal.principalResource !== undefined) {
      Ordering.after(member, principal.principalResource);
      // IAM knows an account by a number of its own, not by its e-mail: a new account of the same name has no rights.
      // https://cloud.google.com/iam/docs/service-accounts-delete-undelete#deleting
      Ordering.replacedWith(member, principal.principalResource);
    }
    return new Grant(member, role, principal, isNew);
  }

  /**
   * The grant that `once` has defined under `scope`, if it has.
   *
   * @internal
   * @jsii ignore
   */
  public static find(scope: Construct, role: string, principal: IPrincipal): Grant | undefined {
    Given.object("principal", principal, PRINCIPAL, scope);
    const holder = scope.node.tryFindChild("Grants")?.node.tryFindChild(holderId(scope, role, principal));
    const found: unknown = holder?.node.tryFindChild("Resource");
    return TerraformResource.isTerraformResource(found) ? new Grant(found, role, principal, false) : undefined;
  }

  private constructor(
    /** The `*_iam_member`. */
    public readonly resource: TerraformResource,
    public readonly role: string,
    public readonly principal: IPrincipal,
    /** Whether this call defined the resource. */
    public readonly isNew: boolean,
  ) {}

  public get fqn(): string {
    return this.resource.fqn;
  }
}

/** An id per role and principal, so that the order of the calls does not show in the ids. */
function holderId(scope: Construct, role: string, principal: IPrincipal): string {
  const { member, principalResource } = principal;
  if (Token.isUnresolved(member) && principalResource === undefined) {
    throw new ValidationError(
      [
        "principal: its name is known only to Terraform, so the grant can have no lasting id; " +
          "name it by a literal, or grant to the construct that defines it",
      ],
      scope.node.path,
    );
  }
  // A token makes no id; the resource that creates the principal has a path of its own. "/" may not stand in an id.
  const key = Token.isUnresolved(member) ? (principalResource?.node.path ?? "") : member;
  return `${role} ${key}`.replaceAll("|", "||").replaceAll("/", "|");
}
