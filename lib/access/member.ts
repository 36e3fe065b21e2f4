import { own, type Phrase, phrase } from "../text/phrase";

const EVERYBODY = new Map([
  ["allusers", "everybody on the internet (allUsers)"],
  ["allauthenticatedusers", "everybody with any Google account (allAuthenticatedUsers)"],
]);

/** All identities of a pool, whatever the conditions of a role say of one of them. */
const WHOLE_POOL = /^principalSet:\/\/iam\.googleapis\.com\/[^*]{1,1000}\/\*$/;

/**
 * Workloads run as these unless told otherwise, and so does the code of every package that they install.
 *
 * @see https://cloud.google.com/iam/docs/service-account-types#default
 */
const DEFAULT_ACCOUNT =
  /^serviceAccount:(?:[0-9]+-compute@developer|[^@]+@appspot|[0-9]+@cloudbuild)\.gserviceaccount\.com$/;

/** Whether a member is everybody, in whatever case it is written. */
export function isPublic(member: string): boolean {
  return EVERYBODY.has(member.toLowerCase());
}

/** Whether workloads run as it unless told otherwise. */
export function isDefaultAccount(member: string): boolean {
  return DEFAULT_ACCOUNT.test(member);
}

/** A member in words. */
export function memberWords(member: string): Phrase {
  const words = EVERYBODY.get(member.toLowerCase());
  if (words !== undefined) return own(words);
  return WHOLE_POOL.test(member) ? phrase`everybody in the identity pool ${member}` : phrase`${member}`;
}

/** Google does not tell upper and lower case apart in addresses of mail. */
export function withLowerCaseMail(member: string): string {
  const kind = ["user:", "group:", "serviceAccount:", "domain:"].find((one) => member.startsWith(one));
  return kind === undefined ? member : `${kind}${member.slice(kind.length).toLowerCase()}`;
}
