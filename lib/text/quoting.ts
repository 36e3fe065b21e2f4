/** How much of a long text is shown, and how much of it is read: enough that the end of a token in a URL is seen. */
const LONGEST = 120;
const LONGEST_READ = 65_536;

/**
 * The text in double quotes, fit for an error message: what a terminal would not show as it is written (control
 * characters, look-alike letters, text direction marks) is escaped, credentials in URLs are taken out, and long text is
 * cut.
 */
export function quote(text: string): string {
  const clean = withoutCredentials(text.slice(0, LONGEST_READ));
  const cut = clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
  return `"${cut.replace(/[^\x20-\x7e…]|["\\]/g, escapeCharacter)}"`;
}

/** Leaves text of any language as it is, but escapes what would garble a terminal. */
export function escapeUnprintable(text: string): string {
  return text.replace(/\p{C}/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return [...character].map((one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join("");
}

/**
 * Takes user names, passwords, queries and fragments (signed links hold secrets there) out of every URL in the text,
 * and out of what looks like a URL that lost its scheme.
 */
export function withoutCredentials(text: string): string {
  if (!text.includes("//") && !text.includes("@")) return text;
  return text.split(/(\s+)/).map(redactWord).join("");
}

function redactWord(word: string): string {
  const slashes = word.indexOf("//");
  if (slashes < 0) {
    const at = word.lastIndexOf("@");
    return word.slice(0, Math.max(at, 0)).includes(":") ? `…${word.slice(at)}` : word;
  }
  const start = slashes + 2;
  const rest = word.slice(start);
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  // A password with a slash in it breaks the authority in two ("user:pa/ss@host"): then all up to the last "@" goes.
  const isBroken = !authority.includes("@") && /:(?![0-9]*$)/.test(authority);
  const place = rest.slice((isBroken ? rest : authority).lastIndexOf("@") + 1);
  const end = place.search(/[?#]/);
  return word.slice(0, start) + (end < 0 ? place : `${place.slice(0, end + 1)}…`);
}
