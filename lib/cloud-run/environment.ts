import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { literalText } from "../core/literal-text";
import type { Validator } from "../core/validator";
import { CredentialContent } from "../text/credential-content";
import type { SecretVersion } from "./secret-version";

/** @see https://cloud.google.com/run/docs/configuring/services/environment-variables */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Those that Cloud Run sets itself. @see https://cloud.google.com/run/docs/container-contract#env-vars */
const RESERVED = /^(?:PORT|K_(?:SERVICE|REVISION|CONFIGURATION)|X_GOOGLE_.*)$/;
const RESERVED_FOR_JOBS = /^CLOUD_RUN_(?:JOB|EXECUTION|TASK_(?:INDEX|ATTEMPT|COUNT))$/;
/** @see https://cloud.google.com/run/quotas */
const MOST_VARIABLES = 1_000;
const MOST_BYTES = 32_768;
/** Attributes of resources whose value is a secret. */
const SECRET_ATTRIBUTE = new RegExp(
  [
    /\brandom_password\./,
    /\b(?:google_secret_manager_\w+\.[\w.[\]"-]*\.)?secret_data\b/,
    /\b[\w\]"]\.(?:private_key|private_key_pem|access_token|id_token|password|client_secret)\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
);
/** Long enough to be taken for a secret wherever the name says that it is one. */
const UNKNOWN = "0123456789abcdef";

/** What the environment is made of. */
interface Variables {
  readonly environment?: Readonly<Record<string, string>>;
  readonly secretEnvironment?: Readonly<Record<string, SecretVersion>>;
  readonly clearVariables?: Readonly<Record<string, string>>;
}

/** A variable as Terraform says it. */
interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueSource?: { readonly secretKeyRef: { readonly secret: string; readonly version: string } };
}

/** The environment of a container: plain values in clear, and secrets by their names. */
export class Environment {
  private readonly plain: readonly [name: string, value: string][];
  private readonly secret: readonly [name: string, version: SecretVersion][];
  private readonly reasons: Readonly<Record<string, string>>;

  constructor({ environment = {}, secretEnvironment = {}, clearVariables = {} }: Variables) {
    this.plain = Object.entries(environment);
    this.secret = Object.entries(secretEnvironment);
    this.reasons = clearVariables;
  }

  /** The secrets it names. */
  public get secrets(): readonly SecretVersion[] {
    return this.secret.map(([, version]) => version);
  }

  /** Notes what Cloud Run would refuse, and what must not stand in clear. */
  public validate(validator: Validator, scope: IConstruct): void {
    const names = [...this.plain, ...this.secret].map(([name]) => name);
    if (names.length > MOST_VARIABLES) {
      validator.problem(`environment: ${names.length} variables; at most ${MOST_VARIABLES} are allowed`);
    }
    for (const name of names) validateName(validator, name);
    const plainNames = new Set(this.plain.map(([name]) => name));
    for (const [name, version] of this.secret) {
      if (plainNames.has(name)) {
        validator.problem(`secretEnvironment ${JSON.stringify(name)}: stands in environment too; say it once`);
      }
      version._validate(validator, `secretEnvironment ${JSON.stringify(name)}`);
    }
    for (const [name, value] of this.plain) this.validateValue(validator, scope, name, value);
    for (const [name, reason] of Object.entries(this.reasons)) {
      const place = `clearVariables ${JSON.stringify(name)}`;
      if (reason.trim() === "") validator.problem(`${place}: needs a reason`);
      if (!plainNames.has(name)) validator.problem(`${place}: is not in environment; take it off the list`);
    }
  }

  /** Notes words of a command that must not stand in clear: they are shown wherever variables are. */
  public static validateWords(validator: Validator, scope: IConstruct, prop: string, words: readonly string[]): void {
    for (const [at, word] of words.entries()) {
      const holds = secretIn(scope, "word", word) ?? secretOption(word, words[at + 1]);
      if (holds === undefined) continue;
      // What may be a secret is not printed.
      validator.problem(
        `${prop} word ${at + 1}: ${holds}, which whoever may see the service, the plan or the state would read; ` +
          "name a version of a secret in secretEnvironment, and let the program read that variable",
      );
    }
  }

  /** @param project of the workload */
  public toTerraform(project: string | undefined): Variable[] {
    return [
      ...this.plain.map(([name, value]) => ({ name, value: literalText(value) })),
      ...this.secret.map(([name, version]) => ({
        name,
        valueSource: { secretKeyRef: { secret: version._secretFor(project), version: version.version } },
      })),
    ];
  }

  private validateValue(validator: Validator, scope: IConstruct, name: string, value: string): void {
    const place = `environment ${JSON.stringify(name)}`;
    // Callers from plain JavaScript may pass anything.
    if (typeof value !== "string") {
      validator.problem(`${place}: must be a text`);
      return;
    }
    if (Buffer.byteLength(value) > MOST_BYTES) validator.problem(`${place}: has more than ${MOST_BYTES} bytes`);
    if (this.reasons[name] !== undefined) return;
    const holds = secretIn(scope, name, value);
    if (holds === undefined) return;
    // What may be a secret is not printed.
    validator.problem(
      `${place}: ${holds}, which whoever may see the service, the plan or the state would read; ` +
        "name a version of a secret in secretEnvironment, or, if it is none, say why in clearVariables",
    );
  }
}

function validateName(validator: Validator, name: string): void {
  validator.matches(
    "environment variable",
    name,
    NAME,
    'must be letters, digits and "_", beginning with a letter or "_"',
  );
  if (RESERVED.test(name) || RESERVED_FOR_JOBS.test(name)) {
    validator.problem(`environment variable ${JSON.stringify(name)}: is set by Cloud Run itself; give it another name`);
  }
}

/** `--password=hunter22`, `--password hunter22` as one word or two, and the same in what a shell is given. */
const OPTION = /(?:^|[\s;&|])-{0,2}([A-Za-z][\w.-]*)(?:=|\s+(?!-))("[^"]+"|'[^']+'|[^\s;&|]+)/g;
const FLAG = /^--?([A-Za-z][\w.-]*)$/;
/** Where a secret is, and not the secret. */
const PLACE = /^["']?(?:\.{0,2}\/|[a-z]+:\/\/|projects\/)[\w./:@-]*["']?$/;

/** What an option holds that must not stand in clear, by its name. */
function secretOption(word: string, next: string | undefined): string | undefined {
  if (typeof word !== "string" || Token.isUnresolved(word)) return undefined;
  const flag = FLAG.exec(word)?.[1];
  const named = [...word.matchAll(OPTION)].map(([, name = "", value = ""]) => ({ name, value }));
  const value = typeof next === "string" && !Token.isUnresolved(next) ? next : "-";
  if (flag !== undefined && !value.startsWith("-")) named.push({ name: flag, value });
  const isSecret = named.some(
    ({ name, value }) =>
      !PLACE.test(value) &&
      !/[-_.]id$/i.test(name) &&
      CredentialContent.find("variable.env", Buffer.from(`${name.replaceAll(/[.-]/g, "_")}=${value}\n`)) !== undefined,
  );
  return isSecret ? "holds the value of an option that is named like a secret" : undefined;
}

/** What a value holds that must not stand in clear. */
function secretIn(scope: IConstruct, name: string, value: string): string | undefined {
  if (!Token.isUnresolved(value)) {
    const holds =
      CredentialContent.find("variable.env", Buffer.from(`${name}=${value}\n`)) ??
      CredentialContent.find("value", Buffer.from(value));
    return holds === undefined ? undefined : `holds ${holds}`;
  }
  const written: unknown = Tokenization.resolve(value, {
    scope: TerraformStack.of(scope),
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  if (typeof written === "string" && SECRET_ATTRIBUTE.test(written)) return "is a secret that Terraform knows";
  // What the value is shows at the apply only; the name tells what it is meant to be.
  return CredentialContent.find("variable.env", Buffer.from(`${name}=${UNKNOWN}\n`)) === undefined
    ? undefined
    : "is named like a secret";
}
