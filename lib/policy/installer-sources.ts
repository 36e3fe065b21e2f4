/** One thing that an installer is told about where packages come from. */
export interface PackageSource {
  /** As it is written: `--index-url`, `PIP_TRUSTED_HOST`. */
  readonly option: string;
  readonly value: string;
  /** Whether it names the first index; what does not adds to it. */
  readonly isIndex: boolean;
  /** Whether it names something that is read only where it runs, in which any index may stand. */
  readonly isUnread: boolean;
}

/**
 * What pip is told on its command line about where packages come from.
 *
 * @see https://pip.pypa.io/en/stable/cli/pip_install/
 */
const OPTION =
  /(--(?:extra-index-url|index-url|trusted-host|find-links|default-index|allow-insecure-host))[= ]\s*['"]?([^\s'"]*)/g;

/**
 * Their other forms, which mean something else to other programs: pip takes any beginning of an option that is of no
 * other, and uv has an `--index`.
 */
const OTHER_FORM =
  /\s(-[if]|--(?:in(?:d(?:e(?:x(?:-(?:ur?)?)?)?)?)?|ext[a-z-]*(?=[= ]\s*['"]?[^\s'"]*:\/\/)|tr[a-z-]*|fi(?:n[a-z-]*)?|def[a-z-]*))(?:[= ]\s*|(?<=\s-[if]))['"]?([^\s'"]*)/g;

/**
 * Files that say what is installed and from where, by pip's and uv's names: in each of them an index may stand. A
 * certificate is a host that is trusted.
 */
const FILE_OPTION =
  /\s(-[rcb]|--(?:requirem[a-z]*|with-requirements|cons[a-z]*|build-cons[a-z]*|overrides?|config-file|cert))(?:[= ]\s*|(?<=\s-[rcb]))['"]?([^\s'"]+)/g;

/** What changes pip's own settings, for what is installed after it. */
const SETTING = /\bpip\S*\s+(config)\s+(set|edit|unset)\b/g;

/** The same by writing the files that pip and uv read. */
const WRITTEN_SETTING =
  /(>|\b(?:tee|cp|mv|ln|open|curl|wget|gsutil|write_text)\b)[^\n;&|]{0,300}?([^\s'"(>]*(?:pip\.(?:conf|ini)|uv\.toml|pydistutils\.cfg))/g;

/** Installers whose indexes are in files of a project, or in settings that are not read here. */
const OTHER_INSTALLER =
  /(?:^|[\s/(;&|])((?:poetry|pdm|pipenv|conda|mamba|micromamba|easy_install))\s+(?:\S+\s+)??(install|add|sync|update|source|create|-\S+)/g;

/** A package that no index has any say in. */
const URL = /(?:^|[\s'"@=])((?:git|hg|svn|bzr)\+[^\s'"]+|(?:https?|ftp|file):\/\/[^\s'"]+)/g;

/** What pip and uv are told by their environment. @see https://docs.astral.sh/uv/reference/environment/ */
const NAMED = new Set([
  "PIP_INDEX_URL",
  "PIP_EXTRA_INDEX_URL",
  "PIP_TRUSTED_HOST",
  "PIP_FIND_LINKS",
  "UV_INDEX",
  "UV_DEFAULT_INDEX",
  "UV_EXTRA_INDEX_URL",
  "UV_INDEX_URL",
  "UV_FIND_LINKS",
  "UV_INSECURE_HOST",
  "UV_TORCH_BACKEND",
]);

/** And which files they read. pip looks for its own in the folder of settings. */
const NAMED_FILES = new Set([
  "PIP_CONFIG_FILE",
  "PIP_REQUIREMENT",
  "PIP_CONSTRAINT",
  "PIP_BUILD_CONSTRAINT",
  "PIP_CERT",
  "UV_CONFIG_FILE",
  "UV_CONSTRAINT",
  "UV_BUILD_CONSTRAINT",
  "UV_OVERRIDE",
  "XDG_CONFIG_HOME",
  "XDG_CONFIG_DIRS",
]);

/** Where a shell or Python sets variables before it starts an installer. */
const ASSIGNMENT = /\b((?:PIP|UV|XDG_CONFIG)_\w+)['"]?\]?\s*(?:=(?!=)|:)\s*['"]?([^\s'";&|]*)/g;

/** Those that name the first index. */
const IS_INDEX = /^(?:-i|--in[a-z-]*|--def[a-z-]*|PIP_INDEX_URL|UV_INDEX_URL|UV_DEFAULT_INDEX)$/;

/** The word that begins what is told to an installer. */
const INSTALLER = /\b(?:pip(?:3(?:\.\d+)?)?|pipx|uvx?)\b/;

/** What a text says about where packages come from: a command, a part of it, or a program that starts one. */
export function installerSources(text: string): readonly PackageSource[] {
  const told = text.split(/[\n;&|]/).flatMap((line) => {
    const at = line.search(INSTALLER);
    return at < 0 ? [] : sourcesOfInstaller(line.slice(at));
  });
  return [
    ...[...text.matchAll(OPTION)].map(read),
    ...[...text.matchAll(ASSIGNMENT)].flatMap(([, name = "", value = ""]) => variableSource(name, value)),
    ...told,
    ...[...text.matchAll(SETTING)].map(([, , verb = ""]) => unread("pip config", verb)),
    ...[...text.matchAll(WRITTEN_SETTING)].map(([, , file = ""]) => unread("written file", file)),
    ...[...text.matchAll(OTHER_INSTALLER)].map(([, tool = "", verb = ""]) => unread(tool, verb)),
  ];
}

/** What a variable of the environment says; nothing where it is about something else. */
export function variableSource(name: string, value: string): readonly PackageSource[] {
  // pip takes what comes after "PIP_" in any case.
  const known = name.startsWith("PIP_") ? name.toUpperCase() : name;
  if (NAMED_FILES.has(known)) return [unread(name, value)];
  return NAMED.has(known) ? [{ option: name, value, isIndex: IS_INDEX.test(known), isUnread: false }] : [];
}

/** Up to where another program begins. */
function sourcesOfInstaller(told: string): readonly PackageSource[] {
  const rest = told.replaceAll(OPTION, " ").replaceAll(OTHER_FORM, " ").replaceAll(FILE_OPTION, " ");
  const urls = /\b(?:install|download|wheel|add)\b/.test(rest) ? [...rest.matchAll(URL)] : [];
  return [
    ...[...told.replaceAll(OPTION, " ").matchAll(OTHER_FORM)].map(read),
    ...[...told.matchAll(FILE_OPTION)].map(([, option = "", value = ""]) => unread(option, value)),
    ...urls.map(([, value = ""]) => ({ option: "package", value, isIndex: false, isUnread: false })),
  ];
}

function read([, option = "", value = ""]: RegExpExecArray): PackageSource {
  return { option, value, isIndex: IS_INDEX.test(option), isUnread: false };
}

function unread(option: string, value: string): PackageSource {
  return { option, value, isIndex: false, isUnread: true };
}
