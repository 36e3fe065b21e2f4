import { ValidationError } from "../core/errors";
import { AllowedPackages } from "../packages";
import { everyProblem } from "../text/every-problem";
import { quote } from "../text/quoting";
import { TextFile } from "../text/text-file";
import { type TerraformFields, TerraformPlan, TerraformResources, TerraformState } from "../terraform";
import { fieldsOf } from "../terraform/terraform-resources";
import { parseJsonText } from "../text/json-text";
import { DownloadRule } from "./download-rule";
import { readListedRule } from "./listed-rule";
import { afterApply } from "./planned-repositories";
import type { PolicyRepository } from "./policy-repository";
import { RepositoryPolicy } from "./repository-policy";
import { terraformRepositories } from "./terraform-repositories";

/** A plan of 10,000 rules takes 20 MiB. */
const LARGEST_SOURCE = 128 * 1024 * 1024;

const RULE_NAME = /^projects\/([^/]+)\/locations\/([^/]+)\/repositories\/([^/]+)\/rules\/([^/]+)$/;

/** Everything that a source can be, for messages. */
const KINDS =
  "a synthesised stack (cdk.tf.json), a plan or state (`terraform show -json`), " +
  "rules (`gcloud artifacts rules list --format=json`) or lock files";

/** How a policy's source is read. */
export interface PolicySourceOptions {
  /**
   * For lock files: the indexes whose packages the repository serves too, see `AllowedPackages.fromLockfile`.
   *
   * @default - none
   */
  readonly indexes?: readonly string[];

  /**
   * For lock files: packages to leave out, see `AllowedPackages.without`.
   *
   * @default - none
   */
  readonly without?: readonly string[];

  /**
   * For lock files: packages to leave out where they are there.
   *
   * @default - none
   */
  readonly withoutIfThere?: readonly string[];
}

/** What one file says, until all of them are read. */
type Content =
  | { readonly kind: "resources"; readonly resources: TerraformResources }
  | { readonly kind: "plan"; readonly plan: TerraformPlan }
  | { readonly kind: "rules"; readonly rules: readonly TerraformFields[] }
  | { readonly kind: "lock" };

/** The repositories, and what may be downloaded from them, that files of any supported kind describe. */
export class PolicySource {
  /**
   * Reads files and finds out what they are: synthesised stacks, plans (what is there after the apply), states, what
   * gcloud prints of a repository's rules, or lock files, which stand for a repository that allows what they lock and
   * denies all else. Several files describe one whole: stacks that are applied side by side, or lock files that are
   * merged.
   *
   * @throws ValidationError when one cannot be read or understood, lock files are mixed with others, or a package is to
   *   be left out that no lock file holds
   */
  public static read(paths: string | readonly string[], options: PolicySourceOptions = {}): PolicySource {
    const all = typeof paths === "string" ? [paths] : paths;
    if (all.length === 0) throw new ValidationError([`no policy is given; give ${KINDS}`]);
    const contents = everyProblem<Content[]>(...all.map((path) => () => readContent(path)));
    const locks = contents.filter(({ kind }) => kind === "lock").length;
    if (locks > 0 && locks < contents.length) {
      throw new ValidationError([
        "the policy is lock files and others together; " +
          "give either, since lock files stand for a repository of their own",
      ]);
    }
    if (locks > 0) return new PolicySource([lockedRepository(all, options)], all, true);
    if (options.without !== undefined && options.without.length > 0) {
      throw new ValidationError(
        options.without.map(
          (name) =>
            `package ${quote(name)}: only lock files can be read without a package, and the policy is none; drop it`,
        ),
      );
    }
    const plans = contents.flatMap((one) => (one.kind === "plan" ? [one.plan] : []));
    const resources = contents.flatMap((one) => (one.kind === "resources" ? [one.resources] : []));
    const rules = contents.flatMap((one) => (one.kind === "rules" ? one.rules : []));
    const defined = terraformRepositories([...resources, ...afterApply(plans)]).filter(
      ({ format = "PYTHON" }) => format === "PYTHON",
    );
    return new PolicySource([...defined, ...listedRepositories(rules)], all, false);
  }

  private constructor(
    /** In the order in which the files name them. */
    public readonly repositories: readonly PolicyRepository[],
    private readonly paths: readonly string[],
    /** Whether it is lock files: they stand for whatever repository is named, and say nothing of what it is. */
    public readonly isLocked: boolean,
  ) {}

  /**
   * One repository: that of a name, or the only one.
   *
   * @param name the last part of its name, or `PROJECT/LOCATION/NAME` when several have it
   * @throws ValidationError when there is none or not just one; it lists them
   */
  public select(name?: string): PolicyRepository {
    const found = this.repositories.filter(
      (one) => name === undefined || one.name === name || qualifiedName(one) === name,
    );
    const [only, second] = found;
    if (only !== undefined && second === undefined) return only;
    const shown = this.paths.map(quote).join(", ");
    if (this.repositories.length === 0) {
      throw new ValidationError([
        `policy ${shown}: holds no Python repository and no download rule (of a plan, ` +
          `what is there after the apply counts); give ${KINDS}`,
      ]);
    }
    const isShared = new Set(found.map((one) => one.name)).size < found.length;
    const choices = (isShared ? found.map(qualifiedName) : this.repositories.map((one) => one.name))
      .map(quote)
      .join(", ");
    throw new ValidationError([
      name === undefined
        ? `policy ${shown}: holds ${this.repositories.length} repositories; choose one with --repository: ${choices}`
        : `repository ${quote(name)}: ${isShared ? "is there several times" : `is not in policy ${shown}`}; ` +
          `choose one of ${choices}`,
    ]);
  }
}

function qualifiedName({ project = "-", location = "-", name }: PolicyRepository): string {
  return `${project}/${location}/${name}`;
}

function readContent(path: string): Content {
  const { text } = TextFile.read(path, { kind: "policy file", largest: LARGEST_SOURCE, mayBeStream: true });
  if (!/^\s*[[{]/.test(text) || isTomlTable(text)) return { kind: "lock" };
  try {
    return understand(parseJsonText(text));
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    throw new ValidationError(error.problems.map((problem) => `policy file ${quote(path)}: ${problem}`));
  }
}

/** A TOML file may begin with a table: `[metadata]` or `[[package]]` alone on its line. */
function isTomlTable(text: string): boolean {
  return /^\s*\[{1,2}[\w. -]+\]{1,2}\s*(?:#.*)?(?:\r?\n|$)/.test(text);
}

function understand(document: unknown): Content {
  if (Array.isArray(document)) return { kind: "rules", rules: checkRules(document.map(fieldsOf)) };
  const fields = fieldsOf(document);
  if (TerraformPlan.isPlan(document)) return { kind: "plan", plan: TerraformPlan.read(document) };
  if ("values" in fields) return { kind: "resources", resources: TerraformState.read(document) };
  if ("resource" in fields || "terraform" in fields)
    return { kind: "resources", resources: TerraformResources.fromConfiguration(document) };
  if ("_meta" in fields) return { kind: "lock" };
  if ("lineage" in fields && "resources" in fields) {
    throw new ValidationError([
      "is a state as Terraform stores it, in a form of its own; give what `terraform show -json` prints of it",
    ]);
  }
  throw new ValidationError([`is JSON of a kind that is not known; give ${KINDS}`]);
}

function checkRules(rules: readonly TerraformFields[]): readonly TerraformFields[] {
  if (rules.length === 0) {
    throw new ValidationError([
      "lists no rule, and a repository without one lets everything through; " +
        "check the project, location and repository that gcloud was asked for",
    ]);
  }
  if (!rules.every(({ name }) => typeof name === "string" && RULE_NAME.test(name))) {
    throw new ValidationError([
      'has an entry without the name of a rule ("projects/…/locations/…/repositories/…/rules/…"); ' +
        "give what `gcloud artifacts rules list --format=json` prints",
    ]);
  }
  return rules;
}

function listedRepositories(rules: readonly TerraformFields[]): readonly PolicyRepository[] {
  const groups = new Map<string, { rule: DownloadRule; name: string }[]>();
  for (const fields of rules) {
    const name = String(fields.name);
    const [, project = "", location = "", repository = ""] = RULE_NAME.exec(name) ?? [];
    const key = [project, location, repository].join("/");
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ rule: readListedRule(fields), name });
  }
  return [...groups].map(([key, listed]): PolicyRepository => {
    const [project = "", location = "", name = ""] = key.split("/");
    const rules = listed.map(({ rule }) => rule);
    const names = new Map(listed.map((one) => [one.rule, one.name]));
    return {
      name,
      project,
      location,
      mode: "unknown",
      policy: new RepositoryPolicy(rules),
      rules,
      upstreams: [],
      standardUpstreams: [],
      addressOf: (rule) => names.get(rule),
    };
  });
}

function lockedRepository(
  paths: readonly string[],
  { indexes = [], without = [], withoutIfThere = [] }: PolicySourceOptions,
): PolicyRepository {
  const locked = AllowedPackages.fromLockfiles([...paths], { indexes: [...indexes], without: [...without] });
  const list = locked.without(...withoutIfThere.filter((name) => locked.holds(name)));
  const allowed = list.packages.map(({ name, spellings, origins }) => ({
    rule: DownloadRule.allowPackage(name, name, spellings),
    origins,
  }));
  const rules = [DownloadRule.denyAll("not locked"), ...allowed.map(({ rule }) => rule)];
  const places = new Map(allowed.map(({ rule, origins }) => [rule, origins.join(", ")]));
  const files = new Set(allowed.flatMap(({ origins }) => origins.map((origin) => origin.replace(/:[0-9]+$/, ""))));
  return {
    name: paths.join(", "),
    mode: "remote",
    policy: new RepositoryPolicy(rules),
    rules,
    upstreams: [],
    standardUpstreams: [],
    includedFiles: [...files].filter((file) => !paths.includes(file)),
    addressOf: (rule) => places.get(rule),
  };
}
