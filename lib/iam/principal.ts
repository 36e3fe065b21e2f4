import { Token } from "cdktf";
import type { TerraformResource } from "cdktf";
import { isPublic } from "../access/member";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { GoogleNames } from "../project/google-names";

/** Somebody or something that can be granted a role. */
export interface IPrincipal {
  /**
   * The IAM member, for example `group:ml-engineers@example.com`.
   *
   * @see https://cloud.google.com/iam/docs/principal-identifiers
   */
  readonly member: string;

  /**
   * The resource that creates the principal, which a grant waits for.
   *
   * @default - the principal exists already
   */
  readonly principalResource?: TerraformResource;
}

/** Which workload of a workload identity pool is meant. */
export interface WorkloadIdentityPool {
  /** The number (not the id) of the project that holds the pool, for example `123456789012`. */
  readonly projectNumber: string;
  /** The id of the pool. A GKE cluster's pool is `<project>.svc.id.goog`. */
  readonly poolId: string;
}

// One "@", no white space, no colon (a second prefix), nothing that Terraform would interpolate.
const EMAIL = /^[^\s@:${}%"'\\]+@[^\s@:${}%"'\\]+\.[^\s@:${}%"'\\]+$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const POOL_ID = /^[a-z](?:[a-z0-9.-]*[a-z0-9])?$/;
// What may stand in the last part of a principal identifier; "*" alone would be the whole pool.
const IDENTIFIER = /^[^\s*"'\\${}%]+$/;

/**
 * A principal that exists already, by its kind. `allUsers` and `allAuthenticatedUsers` cannot be made: a private
 * repository has no public readers.
 *
 * @see https://cloud.google.com/iam/docs/principal-identifiers
 */
export class Principal implements IPrincipal {
  /** A Google account. @throws ValidationError when the e-mail is not one */
  public static user(email: string): Principal {
    return Principal.withEmail("user", email);
  }

  /** A Google group. @throws ValidationError when the e-mail is not one */
  public static group(email: string): Principal {
    return Principal.withEmail("group", email);
  }

  /** A service account that exists already. @throws ValidationError when the e-mail is not one */
  public static serviceAccount(email: string): Principal {
    return Principal.withEmail("serviceAccount", email);
  }

  /** Everyone of a Google Workspace or Cloud Identity domain. @throws ValidationError when it is not a domain */
  public static domain(domain: string): Principal {
    return Principal.checked(`domain:${domain}`, domain, DOMAIN, "a domain, for example example.com");
  }

  /** One identity of a workload identity pool. @throws ValidationError when a part is not valid */
  public static workloadIdentity(pool: WorkloadIdentityPool, subject: string): Principal {
    return Principal.ofPool("principal", pool, "subject", subject);
  }

  /**
   * The identities of a workload identity pool that are in a group.
   *
   * @throws ValidationError when a part is not valid
   */
  public static workloadIdentityGroup(pool: WorkloadIdentityPool, group: string): Principal {
    return Principal.ofPool("principalSet", pool, "group", group);
  }

  /**
   * The identities of a workload identity pool with a value of an attribute, for example `repository` and
   * `my-org/my-repo`.
   *
   * @throws ValidationError when a part is not valid
   */
  public static workloadIdentityAttribute(pool: WorkloadIdentityPool, attribute: string, value: string): Principal {
    return Principal.ofPool("principalSet", pool, attributeKey(attribute), value);
  }

  /**
   * Every identity of a workload identity pool, whatever its provider lets in. Of a pool that trusts a public
   * issuer (GitHub, GitLab) this is everybody with an account there, unless its attribute condition says otherwise.
   *
   * @throws ValidationError when a part is not valid
   */
  public static wholeWorkloadIdentityPool(pool: WorkloadIdentityPool): Principal {
    return new Principal(`principalSet://${poolPath(pool)}/*`, true);
  }

  /**
   * One person of a workforce pool, whom an identity provider of one's own signs in.
   *
   * @param poolId of the organisation's pool, for example `acme-staff`
   * @throws ValidationError when a part is not valid
   * @see https://cloud.google.com/iam/docs/workforce-identity-federation
   */
  public static workforceIdentity(poolId: string, subject: string): Principal {
    return Principal.ofPath("principal", workforcePath(poolId), "subject", subject);
  }

  /** The people of a workforce pool who are in a group. @throws ValidationError when a part is not valid */
  public static workforceGroup(poolId: string, group: string): Principal {
    return Principal.ofPath("principalSet", workforcePath(poolId), "group", group);
  }

  /** The people of a workforce pool with a value of an attribute. @throws ValidationError when a part is not valid */
  public static workforceAttribute(poolId: string, attribute: string, value: string): Principal {
    return Principal.ofPath("principalSet", workforcePath(poolId), attributeKey(attribute), value);
  }

  /**
   * Everyone of a workforce pool, whomever its providers let in.
   *
   * @throws ValidationError when the pool's id is not valid
   */
  public static wholeWorkforcePool(poolId: string): Principal {
    return new Principal(`principalSet://${workforcePath(poolId)}/*`, true);
  }

  /**
   * Why a principal of whatever make may not be granted anything: public members, members that stand for roles, deleted
   * ones, and whole workload identity pools that are not named as such. Undefined where it may.
   *
   * @internal
   * @jsii ignore
   */
  public static refusal(principal: IPrincipal): string | undefined {
    const { member } = principal;
    const name = `principal ${JSON.stringify(member)}`;
    if (typeof member !== "string" || member === "") return `${name}: has no member`;
    if (Token.isUnresolved(member)) return undefined;
    if (isPublic(member)) return `${name}: is everybody; a private repository has no public readers`;
    if (/^(?:project(?:Owner|Editor|Viewer)|deleted):/i.test(member)) {
      return `${name}: is not one principal; name a user, group, service account, domain or workload identity`;
    }
    if (/^principalSet:.*\/\*$/.test(member) && !isWholePool(principal)) {
      return (
        `${name}: is a whole pool of identities; say Principal.wholeWorkloadIdentityPool(...) ` +
        "or Principal.wholeWorkforcePool(...)"
      );
    }
    return undefined;
  }

  /**
   * Reads an IAM member as it is written in configuration: `user:`, `group:`, `serviceAccount:`, `domain:`,
   * `principal://` or `principalSet://`.
   *
   * @throws ValidationError for public members, whole workload identity pools and anything else
   */
  public static fromMember(member: string): Principal {
    const [kind, rest] = splitOnce(Given.text("principal", member), ":");
    switch (kind) {
      case "user":
        return Principal.user(rest);
      case "group":
        return Principal.group(rest);
      case "serviceAccount":
        return Principal.serviceAccount(rest);
      case "domain":
        return Principal.domain(rest);
    }
    if (/^principalSet:\/\/.*\/\*$/.test(member)) {
      throw new ValidationError([
        `principal ${JSON.stringify(member)}: a whole pool of identities is everybody whom its issuer lets in; ` +
          "name a subject, group or attribute, or say Principal.wholeWorkloadIdentityPool(...) " +
          "or Principal.wholeWorkforcePool(...)",
      ]);
    }
    const [, prefix, path = "", key, value] =
      /^(principal|principalSet):\/\/(iam\.googleapis\.com\/.+?)\/(subject|group|attribute\.[a-z0-9_]+)\/(.+)$/.exec(
        member,
      ) ?? [];
    const [, projectNumber, poolId = ""] =
      /^iam\.googleapis\.com\/projects\/([^/]+)\/locations\/global\/workloadIdentityPools\/([^/]+)$/.exec(path) ?? [];
    const [, workforcePool] = /^iam\.googleapis\.com\/locations\/global\/workforcePools\/([^/]+)$/.exec(path) ?? [];
    const isOne = prefix === "principal";
    if (key !== undefined && value !== undefined && isOne === (key === "subject")) {
      const kindOf = isOne ? "principal" : "principalSet";
      if (projectNumber !== undefined) return Principal.ofPool(kindOf, { projectNumber, poolId }, key, value);
      if (workforcePool !== undefined) return Principal.ofPath(kindOf, workforcePath(workforcePool), key, value);
    }
    throw new ValidationError([
      `principal ${JSON.stringify(member)}: must be user:EMAIL, group:EMAIL, serviceAccount:EMAIL, domain:DOMAIN, ` +
        "principal://iam.googleapis.com/.../subject/SUBJECT " +
        "or principalSet://iam.googleapis.com/.../(group|attribute.NAME)/VALUE " +
        "of a workload identity pool or a workforce pool; allUsers and allAuthenticatedUsers are never allowed",
    ]);
  }

  private static withEmail(kind: string, email: string): Principal {
    return Principal.checked(`${kind}:${email}`, email, EMAIL, "an e-mail address, without a prefix");
  }

  private static ofPool(
    prefix: "principal" | "principalSet",
    pool: WorkloadIdentityPool,
    key: string,
    value: string,
  ): Principal {
    return Principal.ofPath(prefix, poolPath(pool), key, value);
  }

  private static ofPath(prefix: "principal" | "principalSet", path: string, key: string, value: string): Principal {
    return Principal.checked(
      `${prefix}://${path}/${key}/${value}`,
      value,
      IDENTIFIER,
      'not empty, without white space, quotes, "*", "$", "%" and braces',
    );
  }

  private static checked(member: string, value: string, pattern: RegExp, allowed: string): Principal {
    if (!Token.isUnresolved(value) && !pattern.test(value)) {
      throw new ValidationError([`principal ${JSON.stringify(value)}: must be ${allowed}`]);
    }
    return new Principal(member);
  }

  private constructor(
    public readonly member: string,
    /** Whether it was said that the whole of a pool is meant. */
    public readonly isWholePool = false,
  ) {}
}

/**
 * Whether whoever made the principal said that a whole pool is meant; not asked by its class, of which an app may have
 * two.
 */
function isWholePool(principal: IPrincipal): boolean {
  return Reflect.get(principal, "isWholePool") === true;
}

function poolPath(pool: WorkloadIdentityPool): string {
  Given.options("pool", pool);
  const problems: string[] = [];
  const [projectNumber, allowed] = GoogleNames.PROJECT_NUMBER;
  if (!Token.isUnresolved(pool.projectNumber) && !projectNumber.test(pool.projectNumber)) {
    problems.push(`projectNumber ${JSON.stringify(pool.projectNumber)}: ${allowed}`);
  }
  if (!Token.isUnresolved(pool.poolId) && !POOL_ID.test(pool.poolId)) {
    problems.push(
      `poolId ${JSON.stringify(pool.poolId)}: must be lower-case letters, digits, "-" and ".", beginning with a letter`,
    );
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return `iam.googleapis.com/projects/${pool.projectNumber}/locations/global/workloadIdentityPools/${pool.poolId}`;
}

/** @see https://cloud.google.com/iam/docs/reference/rest/v1/locations.workforcePools/create */
function workforcePath(poolId: string): string {
  if (!Token.isUnresolved(poolId) && !/^[a-z](?:[a-z0-9-]{4,61}[a-z0-9])$/.test(poolId)) {
    throw new ValidationError([
      `workforce pool ${JSON.stringify(poolId)}: must be 6 to 63 lower-case letters, digits and "-", ` +
        'beginning with a letter, not ending with "-"',
    ]);
  }
  return `iam.googleapis.com/locations/global/workforcePools/${poolId}`;
}

function attributeKey(attribute: string): string {
  if (!Token.isUnresolved(attribute) && !/^[a-z0-9_]{1,100}$/.test(attribute)) {
    throw new ValidationError([
      `attribute ${JSON.stringify(attribute)}: must be lower-case letters, digits and "_", at most 100`,
    ]);
  }
  return `attribute.${attribute}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
