/**
 * What pip is told on its command line about where packages come from. @see
 * https://pip.pypa.io/en/stable/cli/pip_install/
 */
const OPTION =
  /(--(?:extra-index-url|index-url|trusted-host|find-links|default-index|allow-insecure-host))[= ]\s*['"]?([^\s'"]*)/g;

/**
 * Their other forms, which mean something else to other programs: pip takes any beginning of an option that is of no
 * other, and uv has an `--index`.
 */
const OTHER_FORM =
  /\s(-[if]|--(?:in(?:d(?:e(?:x(?:-(?:ur?)?)?)?)?)?|ext[a-z-]*(?=[= ]\s*['"]?[^\s'"]*:\/\/)|tr[a-z-]*|fi(?:n[a-z-]*)?|def[a-z-]*))(?:[= ]\s*|(?<=\s-[if]))['"]?([^\s'"]*)/g;

/** A package that no index has any say in. */
const URL = /(?:^|[\s'"@=])((?:git|hg|svn|bzr)\+[^\s'"]+|(?:https?|ftp|file):\/\/[^\s'"]+)/g;

/** The same in its environment, and uv's. @see https://docs.astral.sh/uv/reference/environment/ */
const NAMES =
  "PIP_(?:INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|FIND_LINKS)|UV_(?:INDEX|DEFAULT_INDEX|EXTRA_INDEX_URL|INDEX_URL|FIND_LINKS|INSECURE_HOST)";
const VARIABLE = new RegExp(`^(?:${NAMES})$`);

/** And where a shell sets them before it starts an installer. */
const ASSIGNMENT = new RegExp(`\\b(${NAMES})=['"]?([^\\s'";&|]*)`, "g");

/** Those that name the first index. */
const IS_INDEX = /^(?:-i|--in[a-z-]*|--def[a-z-]*|PIP_INDEX_URL|UV_INDEX_URL|UV_DEFAULT_INDEX)$/;

/** One thing that an installer is told about where packages come from. */
export interface PackageSource {
  /** As it is written: `--index-url`, `PIP_TRUSTED_HOST`. */
  readonly option: string;
  readonly value: string;
  /** Whether it names the first index; what does not adds to it. */
  readonly isIndex: boolean;
}

/** Where one component of a compiled pipeline takes its image and its packages from. */
export interface ComponentSource {
  /** The component's name, as the pipeline has it. */
  readonly component: string;
  /** The empty text where none is named. */
  readonly image: string;
  readonly packages: readonly PackageSource[];
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Where the components of a compiled pipeline take their images and packages from, those that run containers.
 *
 * @see https://github.com/kubeflow/pipelines/blob/2.12.1/api/v2alpha1/pipeline_spec.proto
 */
export function componentSources(spec: Fields): readonly ComponentSource[] {
  const executors = Object.entries(fields(fields(spec.deploymentSpec).executors));
  return executors.flatMap(([label, executor]) => {
    const { container, importer, resolver } = fields(executor);
    // These two run nothing; of what is not known, nothing is known to be harmless, so it counts as a container without
    // an image.
    if (container === undefined && (importer !== undefined || resolver !== undefined)) return [];
    const { image } = fields(container);
    return {
      component: label.replace(/^exec-/, ""),
      image: typeof image === "string" ? image : "",
      packages: packageSources(fields(container)),
    };
  });
}

function packageSources(container: Fields): readonly PackageSource[] {
  const texts = [...list(container.command), ...list(container.args)].filter((one) => typeof one === "string");
  // A command may be one text for a shell, or a text for each word.
  const options = unique(
    [...texts, texts.join(" ")].flatMap((text) => [
      ...text.matchAll(OPTION),
      ...text.matchAll(ASSIGNMENT),
      ...ofInstallers(text),
    ]),
  );
  const variables = list(container.env)
    .map(fields)
    .filter(({ name }) => VARIABLE.test(String(name)));
  return [
    ...options.map(([, option = "", value = ""]) => source(option, value)),
    ...variables.map(({ name, value }) => source(String(name), String(value))),
  ];
}

/** Those of pip and uv, up to where another program begins. */
function ofInstallers(text: string): readonly (readonly string[])[] {
  return text.split(/[\n;&|]/).flatMap((line) => {
    const at = line.search(/\b(?:pip3?|uv)\b/);
    if (at < 0) return [];
    const told = line.slice(at);
    const rest = told.replaceAll(OPTION, " ").replaceAll(OTHER_FORM, " ");
    const urls = /\b(?:install|download|wheel|add)\b/.test(rest) ? [...rest.matchAll(URL)] : [];
    return [
      ...told.replaceAll(OPTION, " ").matchAll(OTHER_FORM),
      ...urls.map(([all, url = ""]) => [all, "package", url]),
    ];
  });
}

function unique(matches: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(matches.map((match) => [`${match[1] ?? ""} ${match[2] ?? ""}`, match])).values()];
}

function source(option: string, value: string): PackageSource {
  return { option, value, isIndex: IS_INDEX.test(option) };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The fields of an object; of what is none there are none. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
