import { isKeyStore } from "./key-store";

/** What is known of a file: everything is judged by what is in it, and the name only says in which form to read it. */
interface Content {
  /** Relative, with "/". */
  readonly name: string;
  /** Its bytes as characters, one each; UTF-16 is decoded. */
  readonly text: string;
}

interface Kind {
  /** What a file of the kind holds, for messages. */
  readonly holds: string;
  readonly isIn: (content: Content) => boolean;
}

/**
 * Finds credentials in what goes into a build: whoever may read the context, the image or a layer of it would have
 * them. It knows what is in common use, as text or in base64, and does not look into compressed files; so it is a net
 * and no proof.
 */
export class CredentialContent {
  /**
   * What kind of credential a file holds, in words; undefined where none is found.
   *
   * @param name its path, with "/"
   * @param bytes all that is in it
   */
  public static find(name: string, bytes: Buffer): string | undefined {
    if (/(?:^|\/)\.git\//.test(name))
      return "Git's own folder, with its configuration and every earlier version of every file";
    const content = { name, text: textOf(bytes) };
    if (isKeyStore(bytes)) return "a key store";
    // Most files have none of these words, and are done with after one look.
    if (!MAY_HOLD.test(content.text) && !isSettings(content) && !IS_NAMED.test(name)) return undefined;
    return KINDS.find(({ isIn }) => isIn(content))?.holds;
  }
}

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.toString("latin1");
}

/** What stands for a value that is filled in elsewhere, or shows where one would stand. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^$/,
  /^(?:[$%<{*[]|\.\.\.)/,
  /^x+$/i,
  /^(?:changeme|change-me|password|passwd|secret|token|redacted|example|dummy|none|null|true|false|todo)$/i,
  /^(?:your[-_ ].*|my[-_]?(?:password|secret|token))$/i,
  /^(?:.*placeholder.*|.*[<{]\w+[>}].*)$/i,
];

function isSecret(value: string | undefined): boolean {
  if (value === undefined) return false;
  const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
  return !PLACEHOLDERS.some((placeholder) => placeholder.test(bare));
}

/** Whether one of the matches has a secret in its last group. */
function someSecret(text: string, pattern: RegExp): boolean {
  for (const match of text.matchAll(pattern)) {
    if (isSecret(match.at(-1))) return true;
  }
  return false;
}

/** The beginnings of tokens that their services give out in a form of their own. */
const TOKENS = [
  // https://cloud.google.com/docs/authentication/token-types
  /\bya29\.[\w-]{20,}/,
  /\b1\/\/0[\w-]{30,}/,
  /\bAIza[\w-]{35}\b/,
  /\bGOCSPX-[\w-]{20,}/,
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  /\bgh[pousr]_[A-Za-z0-9]{36,}/,
  /\bgithub_pat_\w{40,}/,
  /\bglpat-[\w-]{20,}/,
  /\bxox[abposr]-[\w-]{20,}/,
  /\bpypi-AgE[\w-]{30,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bsk_live_[A-Za-z0-9]{16,}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bhvs\.[\w-]{20,}/,
  /\bdckr_pat_[\w-]{20,}/,
  /\bsk-(?:ant|proj)-[\w-]{20,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\brk_live_[A-Za-z0-9]{16,}/,
  /\bshpat_[0-9a-f]{32}\b/,
  /\bdop_v1_[0-9a-f]{64}\b/,
  /\bxapp-\d-[\w-]{20,}/,
  /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/,
  /\bAccountKey=[\w+/]{40,}={0,2}/,
];

/** What a name is made of that says that its value is a secret. */
export const SECRET_WORDS = [
  "SECRET(?:_?KEY)?",
  "TOKEN",
  "PASSWORD",
  "PASSWD",
  "PASSPHRASE",
  "CREDENTIALS?",
  "NETRC",
  "(?:API|ACCESS|PRIVATE|AUTH|SIGNING|ENCRYPTION|SSH|DEPLOY)_?KEY",
].join("|");

/** A name of a setting that ends so; PWD and DSN are names of other things too, but hardly with a value in a file. */
const SECRET_NAME = new RegExp(`(?:${SECRET_WORDS}|PWD|DSN)(?:_?(?:ID|JSON|BASE64|B64))?$`, "i");

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replaceAll("-", "_"));
}

/** A pattern that is too long for one line, put together from its parts. */
function pattern(flags: string, ...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map(({ source }) => source).join(""), flags);
}

const NETRC_LOG_IN = pattern(
  "g",
  /(?:^|\s)(?:machine\s{1,99}\S{1,255}|default(?=\s{1,99}login\s))\s{1,99}/,
  /(?:(?:login|account)\s{1,99}\S{1,255}\s{1,99}){0,2}/,
  /password\s{1,99}(\S+)/,
);

const NPMRC_LOG_IN = pattern(
  "gm",
  /^[ \t]*(?:\/\/\S{1,255}:)?_(?:authToken|auth|password)[ \t]*=[ \t]*/,
  /["']?((?=\S*[0-9+/=])[\w+/=.-]{16,})["']?[ \t]*\r?$/,
);

const CLOUD_ACCOUNT_KEY = pattern(
  "gi",
  /(?:aws_(?:secret_access_key|session_token)|SecretAccessKey)/,
  /["']?[ \t]*[=:][ \t]*["']?((?![\w/+]*EXAMPLE)[\w/+=]{30,})/,
);

const PRIVATE_KEYS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,400}?[A-Za-z0-9+/]{32}/s,
  /^PuTTY-User-Key-File-\d/m,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/,
];

/** A key in the form of the web's signatures has "d" only when it is private. */
function isPrivateWebKey(text: string): boolean {
  return /"kty"\s{0,9}:\s{0,9}"(?:RSA|EC|OKP)"/.test(text) && /"d"\s{0,9}:\s{0,9}"[\w-]{20}/.test(text);
}

function isPypirc({ name, text }: Content): boolean {
  const hasSections = /^\[[\w.-]{1,99}\][ \t]*\r?$/m.test(text) || /(?:^|\/)\.?pypirc/i.test(name);
  return hasSections && /^[ \t]*(?:repository|username|index-servers)[ \t]*[=:]/m.test(text);
}

const KINDS: readonly Kind[] = [
  {
    holds: "the key of a service account",
    isIn: ({ text }) => /\\?"type\\?"\s*:\s*\\?"service_account\\?"/.test(text) && text.includes("private_key"),
  },
  {
    holds: "somebody's Google credentials",
    isIn: ({ text }) =>
      someSecret(text, /\\?["']?refresh_?token\\?["']?\s*[:=]\s*\\?["']?((?=[\w./-]*\d)[\w./-]{16,})/gi) ||
      someSecret(text, /\bgs_(?:oauth2_refresh_token|secret_access_key)\s*=\s*(\S+)/g),
  },
  {
    holds: "the secret of an OAuth client",
    isIn: ({ text }) => someSecret(text, /\\?["']client_?secret\\?["']\s*:\s*\\?["']([^"'\\]{8,})/gi),
  },
  {
    holds: "a private key",
    isIn: ({ text }) => PRIVATE_KEYS.some((key) => key.test(text)) || isPrivateWebKey(text),
  },
  {
    holds: "a private key in base64",
    isIn: ({ text }) => IN_BASE64.test(text),
  },
  {
    holds: "the log-ins of a .netrc",
    isIn: ({ text }) => someSecret(text, NETRC_LOG_IN),
  },
  {
    holds: "an address with a password in it",
    isIn: ({ text }) => someSecret(text, /:\/\/[^\s/:@"'`<>(){}]{0,200}:([^\s/@"'`<>]{3,2000})@[\w[]/g),
  },
  {
    holds: "a token in the header of a Git configuration",
    isIn: ({ text }) => someSecret(text, /extraheader\s*=\s*["']?authorization:\s*(?:basic|bearer|token)\s+(\S+)/gi),
  },
  {
    holds: "the passwords of a .pypirc",
    isIn: (content) =>
      isPypirc(content) && someSecret(content.text, /^[ \t]*password[ \t]*[=:][ \t]*([^\s(),;]{3,})[ \t]*\r?$/gm),
  },
  {
    holds: "a Terraform state",
    isIn: ({ text }) => /"terraform_version"\s*:/.test(text) && /"(?:lineage|serial)"\s*:/.test(text),
  },
  {
    holds: "a saved Terraform plan",
    isIn: ({ text }) => text.startsWith("PK") && text.includes("tfplan") && text.includes("tfstate"),
  },
  {
    holds: "the log-ins of a registry",
    isIn: ({ text }) =>
      someSecret(text, /"(?:auth|identitytoken|registrytoken)"\s*:\s*"([A-Za-z0-9+/=._-]{8,})"/g) ||
      someSecret(text, NPMRC_LOG_IN),
  },
  {
    holds: "the credentials of a cluster",
    isIn: ({ text }) =>
      /^[ \t]*"?kind"?[ \t]*:[ \t]*"?Config\b/m.test(text) &&
      someSecret(text, /"?(?:client-key-data|token|password)"?\s*:\s*"?([\w+/=.-]{8,})/g),
  },
  {
    holds: "the keys of a cloud account",
    isIn: ({ text }) => someSecret(text, CLOUD_ACCOUNT_KEY),
  },
  {
    holds: "a Secret of Kubernetes",
    isIn: ({ text }) =>
      /^[ \t]*"?kind"?[ \t]*:[ \t]*"?Secret\b/m.test(text) &&
      /^[ \t]*"?(?:stringData|data)"?[ \t]*:/m.test(text) &&
      someSecret(text, /^[ \t]+"?[\w.-]+"?[ \t]*:[ \t]*"?([\w+/=.-]{8,})"?,?[ \t]*\r?$/gm),
  },
  {
    holds: "the passwords of a database client",
    isIn: ({ name, text }) =>
      /(?:^|\/)\.?pgpass(?:\.conf)?$/i.test(name) && someSecret(text, /^(?:[^:#\n]*:){4}([^:\n]+?)\r?$/gm),
  },
  {
    holds: "variables of Terraform with a secret",
    isIn: ({ name, text }) =>
      /\.tfvars\.json$/i.test(name) &&
      [...text.matchAll(/"([\w-]+)"\s*:\s*"([^"\n]+)"/g)].some(
        ([, key = "", value]) => isSecretName(key) && isSecret(value),
      ),
  },
  { holds: "a token", isIn: ({ text }) => TOKENS.some((token) => token.test(text)) },
  {
    holds: "settings with a secret",
    isIn: (content) =>
      isSettings(content) && settingsOf(content.text).some(([key, value]) => isSecretName(key) && isSecret(value)),
  },
];

/** The words without which no kind above is found, but settings. */
const MAY_HOLD = new RegExp(
  [
    "private.key",
    "refresh_?token",
    "client_?secret",
    "gs_secret",
    "PuTTY-User",
    '"kty"',
    "AGE-SECRET",
    "password",
    ":\\/\\/[^\\s/@]{0,200}@",
    "extraheader",
    "terraform_version",
    "tfplan",
    '"auth"',
    "identitytoken",
    "registrytoken",
    "_auth",
    "_password",
    "client-key",
    "token\\b",
    "aws_",
    "ya29\\.",
    "1//0",
    "AIza",
    "GOCSPX",
    "gh[pousr]_",
    "github_pat",
    "glpat-",
    "xox[abposr]-",
    "pypi-AgE",
    "npm_",
    "SecretAccessKey",
    "sk_live",
    "hf_",
    "hvs\\.",
    "dckr_pat",
    "sk-(?:ant|proj)-",
    "\\bSG\\.",
    "rk_live",
    "shpat_",
    "dop_v1",
    "xapp-",
    "hooks\\.slack",
    "AccountKey=",
    '\\bkind"?[ \\t]*:[ \\t]*"?Secret',
    ...base64Of("PRIVATE KEY"),
    ...base64Of("service_account"),
  ].join("|"),
  "i",
);

const IN_BASE64 = new RegExp([...base64Of("PRIVATE KEY-----"), ...base64Of('"service_account"')].join("|"));

/** What a word is in base64, wherever in the text it stands: at each of the three places in a group of four. */
function base64Of(word: string): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.from(" ".repeat(before) + word)
      .toString("base64")
      .replace(/=+$/, "");
    // Those characters that the word alone decides.
    const whole = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + word.length) * 8) / 6));
    return whole.replaceAll("+", "\\+");
  });
}

/** `KEY=value` lines, with or without `export`. */
function settingsOf(text: string): [key: string, value: string][] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm)].map(
    ([, key = "", value = ""]) => [key, value.replace(/[ \t]+#.*$/, "")],
  );
}

/** Files whose names say that they hold settings, among them those of tools that log in. */
const SETTINGS_NAME =
  /(?:^|\/)(?:\.env(?:rc)?(?:\.[^/]*)?|[^/]*\.(?:env|tfvars|properties)|\.?my\.cnf|\.s3cfg|credentials\.toml)$/i;
/** Others of which no word of the text tells what they are. */
const IS_NAMED = /(?:^|\/)\.?pgpass(?:\.conf)?$|\.tfvars\.json$/i;

/** How much of a file is read to see what form it has. */
const FORM = 65_536;

/** Whether a file is one of settings for the environment: by its name, or since it has no other lines. */
function isSettings({ name, text }: Content): boolean {
  if (SETTINGS_NAME.test(name)) return true;
  const start = text.slice(0, FORM);
  if (start.includes("\u0000")) return false;
  const lines = start.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines.length > 0 && lines.every((line) => /^[ \t]*(?:export[ \t]+)?[A-Z_][A-Z0-9_]*=/.test(line));
}
