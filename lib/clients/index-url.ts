import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** Addresses of the machine itself, on the way to which nobody is. */
const OWN_MACHINE = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/**
 * The URL of a simple index, as it can stand in settings, with "/" at its end.
 *
 * @param subject what the URL is called, such as `--index`
 * @throws ValidationError where it is none, holds a password, is not over TLS, or does not end with /simple/
 * @internal
 */
export function checkedIndexUrl(text: string, subject: string): string {
  const problem = URL.canParse(text) && !/[\s"'\\]/.test(text) ? problemOf(new URL(text)) : NO_URL;
  if (problem !== undefined) throw new ValidationError([`${subject} ${quote(text)}: ${problem}`]);
  return text.endsWith("/") ? text : `${text}/`;
}

const NO_URL = "is no URL; write https://HOST/PATH/simple/";

function problemOf(url: URL): string | undefined {
  const { protocol, hostname, username, password, search, hash, pathname, origin } = url;
  if (`${username}${password}` !== "")
    return "holds a user or a password, which would stand in the settings; leave it out, and say --login";
  if (protocol !== "https:" && !(protocol === "http:" && OWN_MACHINE.test(hostname)))
    return "must begin with https://, or anybody on the way can change what is installed";
  if (`${search}${hash}` !== "") return 'must end with the path, without "?" and "#"';
  if (!/\/simple\/?$/.test(pathname))
    return `must end with /simple/, where clients find the index, for example ${origin}/PROJECT/REPOSITORY/simple/`;
  return undefined;
}
