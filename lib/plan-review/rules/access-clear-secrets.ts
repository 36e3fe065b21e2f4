import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { isAbsent, isSame, nameOf, valueAt } from "../../terraform/resource-values";
import { CredentialContent } from "../../text/credential-content";
import { own, phrase } from "../../text/phrase";
import { type Observation, ruleOf, seeing } from "../observation";
import type { PlanRule } from "../plan-rule";
import { isFields } from "../../terraform/unwritten-zeros";

/** What runs programs with variables that stand in the resource, and what it is called. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["google_cloud_run_v2_service", "service"],
  ["google_cloud_run_v2_job", "job"],
  ["google_cloud_run_v2_worker_pool", "worker pool"],
  ["google_cloud_run_service", "service"],
  ["google_cloudfunctions_function", "function"],
  ["google_cloudfunctions2_function", "function"],
  ["google_cloudbuild_trigger", "build trigger"],
  ["google_workflows_workflow", "workflow"],
]);
/** Attributes that are maps of variables. */
const MAPS = new Set(["environment_variables", "build_environment_variables", "substitutions", "user_env_vars"]);
/** Attributes that are the words of a command. */
const COMMANDS = new Set(["command", "args", "entrypoint"]);
const OPTION = /^(--?[A-Za-z][\w-]*)=([^]*)$/;
/** What a word of a command is called that has no name. */
const ARGUMENT = "without a name";
/** Long enough to be a secret wherever the name says that it is one. */
const SOMETHING = "0123456789abcdef";

type Variable = readonly [name: string, value: unknown];

/** Variables of programs that hold secrets in clear: whoever may see the resource, the plan or the state has them. */
export const accessClearSecretsRule: PlanRule = ruleOf(
  {
    id: "access-clear-secrets",
    kind: "access",
    finds: "variables and arguments of services, jobs, functions, builds and workflows that hold secrets in clear",
  },
  ({ changes }) => changes.flatMap(observed),
);

function observed({ type, address, before, after, isData }: ResourceChange): readonly Observation[] {
  const kind = KINDS.get(type);
  if (kind === undefined || isData) return [];
  if (after === undefined || before === after) return [];
  const [was, is] = [before === undefined ? [] : variablesOf(before), variablesOf(after)];
  const subject = nameOf(after, address);
  const see = seeing(subject, address);
  const place = phrase`${own(kind)} ${subject}`;
  return is.flatMap(([name, value]) => {
    if (was.some(([other, old]) => other === name && isSame(old, value))) return [];
    const holds = secretIn(name, value);
    if (holds === undefined) return [];
    const called = own(name.startsWith("-") || name === ARGUMENT ? "argument" : "variable");
    const summary = phrase`${called} ${name} of ${place} ${own(holds)} in clear:
      whoever may see it, the plan or the state has it`;
    return [see(holds.startsWith("may") ? "unknown" : "widened", `${name} ${holds}`, summary)];
  });
}

/** What it holds, in words; never the value itself. */
function secretIn(name: string, value: unknown): string | undefined {
  if (typeof value === "string") {
    const found =
      CredentialContent.find("variable.env", Buffer.from(`${variableName(name)}=${value}\n`)) ??
      CredentialContent.find("value", Buffer.from(value));
    return found === undefined ? undefined : `holds ${found}`;
  }
  if (!(value instanceof HiddenValue) || !value.isWritten) return undefined;
  // What Terraform calls a secret is one, whatever its name; of what is not known yet the name tells what it is meant
  // to be.
  if (value.isSensitive) return "holds what Terraform takes for a secret";
  const isNamedSo =
    CredentialContent.find("variable.env", Buffer.from(`${variableName(name)}=${SOMETHING}\n`)) !== undefined;
  return isNamedSo ? "may hold a secret" : undefined;
}

/** The variables that stand in a body, wherever: blocks `env` with a value, lists of `NAME=value`, and maps. */
function variablesOf(body: TerraformFields): Variable[] {
  return Object.entries(body).flatMap(([key, value]): Variable[] => {
    if (COMMANDS.has(key)) return argumentsOf(listOf(value));
    if (key === "env") return listOf(value).flatMap(variable);
    if (MAPS.has(key)) return isFields(value) ? Object.entries(value) : [];
    return listOf(value).flatMap((one) => (isFields(one) ? variablesOf(one) : []));
  });
}

/** `--password=x`, or `--password` and then `x`; what has no name is looked at by itself. */
function argumentsOf(words: readonly unknown[]): Variable[] {
  return words.flatMap((word, at): Variable[] => {
    if (typeof word !== "string") return isFields(word) || isAbsent(word) ? [] : [[nameBefore(words[at - 1]), word]];
    const [, name, value] = OPTION.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return [[nameOfOption(name), value]];
    return word.startsWith("-") ? [] : [[nameBefore(words[at - 1]), word]];
  });
}

function nameBefore(word: unknown): string {
  return typeof word === "string" && /^--?[A-Za-z][\w-]*$/.test(word) ? nameOfOption(word) : ARGUMENT;
}

/** What names a secret, or a file with one, says nothing of its value. */
function nameOfOption(name: string): string {
  return /(?:-secrets?|-(?:name|id|version|file|path|dir|env))$/i.test(name) ? ARGUMENT : name;
}

/** As a variable of the same meaning is called: `--db-password` is `DB_PASSWORD`. */
function variableName(name: string): string {
  return name.startsWith("-") ? name.replace(/^-+/, "").replaceAll("-", "_").toUpperCase() : name;
}

function variable(one: unknown): Variable[] {
  if (typeof one === "string") {
    const at = one.indexOf("=");
    return at < 0 ? [] : [[one.slice(0, at), one.slice(at + 1)]];
  }
  if (!isFields(one)) return [];
  const [name, value] = [valueAt(one, "name"), valueAt(one, "value")];
  const isEmpty = value === undefined || value === "";
  return isEmpty ? [] : [[typeof name === "string" ? name : "(not known)", value]];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
