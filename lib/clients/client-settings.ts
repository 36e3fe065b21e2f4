import { Given } from "../core/given";
import type { AllowedPackages } from "../packages";

/** Where clients get the password from. A token ends within the hour, so it stands in no setting. */
export enum ClientLogin {
  /** keyring, with keyrings.google-artifactregistry-auth beside it: it asks the environment for a token each time. */
  KEYRING = "KEYRING",
  /** A netrc file, in which somebody or something has put a token. */
  NETRC = "NETRC",
}

/** How clients may install. */
export interface ClientSettingsOptions {
  /** @default ClientLogin.KEYRING */
  readonly login?: ClientLogin;
  /**
   * Whether packages may be built from source distributions. Their build tools are installed through the same index, in
   * the allowed versions, but without hashes.
   *
   * @default - true where the allow list is known to hold a package without a wheel
   */
  readonly sourceDistributions?: boolean;
  /**
   * Whether pip looks for the allowed versions only, also of what packages need, and where nobody gives it a lock: in
   * an image for components of pipelines, which are told the names of packages and nothing else. Without, pip asks for
   * the newest version, and is refused.
   *
   * @default false
   */
  readonly constrainInstalls?: boolean;
  /**
   * Where the file with `buildConstraints` will stand on the client.
   *
   * @default "/etc/private-pypi/build-constraints.txt"
   */
  readonly buildConstraintsPath?: string;
}

const ALLOWED_PACKAGES = { text: "an AllowedPackages", has: "needBuild" };

/**
 * Configuration for pip, uv, poetry, pdm and Dockerfiles, as text: one index and no other, since pip asks several in no
 * particular order; no token, since keyring gets one from the environment, or a netrc file has one; hashes required,
 * since rules hold names and versions only and PyPI accepts new files for an old release.
 *
 * @see https://cloud.google.com/artifact-registry/docs/python/authentication
 */
export class ClientSettings {
  /**
   * @param indexUrl the simple index
   * @param packages what the index lets through, where that is known
   */
  public static forIndex(
    indexUrl: string,
    packages?: AllowedPackages,
    options: ClientSettingsOptions = {},
  ): ClientSettings {
    Given.text("indexUrl", indexUrl);
    if (packages !== undefined) Given.object("packages", packages, ALLOWED_PACKAGES);
    Given.options("options", options);
    return new ClientSettings(
      indexUrl,
      packages,
      options.sourceDistributions ?? (packages !== undefined && packages.needBuild.length > 0),
      options.constrainInstalls ?? false,
      options.buildConstraintsPath ?? "/etc/private-pypi/build-constraints.txt",
      (options.login ?? ClientLogin.KEYRING) === ClientLogin.KEYRING,
    );
  }

  private constructor(
    private readonly indexUrl: string,
    private readonly packages: AllowedPackages | undefined,
    private readonly sourceDistributions: boolean,
    private readonly constrainInstalls: boolean,
    private readonly buildConstraintsPath: string,
    private readonly asksKeyring: boolean,
  ) {}

  /**
   * `pip.conf`. With keyring it needs keyring and keyrings.google-artifactregistry-auth beside pip: with prompts off,
   * pip's automatic choice would switch keyring off.
   *
   * @see https://pip.pypa.io/en/stable/topics/authentication/#keyring-support
   */
  public get pipConf(): string {
    const install = this.sourceDistributions
      ? [
          "# pip hands require-hashes on to the installation of build tools, which have none: " +
            "say it on the command line,",
          "# pip install --require-hashes -r requirements.lock",
          "# build-constraint is read from pip 25.3 on; before, set PIP_CONSTRAINT to the same file.",
          `build-constraint = ${this.buildConstraintsPath}`,
        ]
      : ["require-hashes = true", "only-binary = :all:"];
    return lines([
      "[global]",
      `index-url = ${this.indexUrl}`,
      `keyring-provider = ${this.asksKeyring ? "import" : "disabled"}`,
      "no-input = true",
      "disable-pip-version-check = true",
      "",
      "[install]",
      ...install,
      ...(this.constrainInstalls ? [`constraint = ${this.buildConstraintsPath}`] : []),
    ]);
  }

  /**
   * `uv.toml`. With keyring it needs the `keyring` command with keyrings.google-artifactregistry-auth on the path; uv
   * asks it only for a URL with a user name.
   *
   * @see https://docs.astral.sh/uv/guides/integration/google/
   */
  public get uvToml(): string {
    const builds = this.sourceDistributions ? this.uvBuildConstraints : ["no-build = true"];
    const url = this.asksKeyring ? this.indexUrl.replace("https://", "https://oauth2accesstoken@") : this.indexUrl;
    return lines([
      `keyring-provider = "${this.asksKeyring ? "subprocess" : "disabled"}"`,
      ...builds,
      "",
      "[[index]]",
      'name = "private"',
      `url = "${url}"`,
      "default = true",
      "",
      "[pip]",
      "require-hashes = true",
    ]);
  }

  /**
   * What a project's `pyproject.toml` needs for uv where something is built: `uv sync`, `uv lock` and `uv run` read
   * build constraints there only, `uv pip` reads those of `uv.toml`. Undefined where nothing is built.
   *
   * @see https://docs.astral.sh/uv/reference/settings/#build-constraint-dependencies
   */
  public get uvProjectToml(): string | undefined {
    return this.sourceDistributions ? lines(["[tool.uv]", ...this.uvBuildConstraints]) : undefined;
  }

  /**
   * What a project's `pyproject.toml` needs for poetry, which requires the hashes of its lock in any case. With keyring
   * it needs `poetry self add keyrings.google-artifactregistry-auth`.
   *
   * @see https://python-poetry.org/docs/repositories/#package-sources
   */
  public get poetryToml(): string {
    const toolPins = this.buildPins.filter((pin) => BUILD_TOOLS.has(pin.split("==")[0] ?? ""));
    const tools = toolPins.map((pin) => pin.split("==")).map(([name = "", version = ""]) => `${name} = "${version}"`);
    const names = new Set(this.packages?.needBuild.map(({ name }) => name));
    return lines([
      "[[tool.poetry.source]]",
      'name = "private"',
      `url = "${this.indexUrl}"`,
      'priority = "primary"',
      ...(this.sourceDistributions && names.size > 0 && tools.length > 0
        ? [
            "",
            "# Read from poetry 2.2 on.",
            "[tool.poetry.build-constraints]",
            ...[...names].map((name) => `${name} = { ${tools.join(", ")} }`),
          ]
        : []),
    ]);
  }

  /**
   * What a project's `pyproject.toml` needs for pdm, which requires the hashes of its lock in any case: the name "pypi"
   * puts the index in the place of the public one. pdm takes the user name for keyring from the URL.
   *
   * @see https://pdm-project.org/en/latest/usage/config/#configure-the-package-indexes
   */
  public get pdmToml(): string {
    const url = this.asksKeyring ? this.indexUrl.replace("https://", "https://oauth2accesstoken@") : this.indexUrl;
    return lines(["[[tool.pdm.source]]", 'name = "pypi"', `url = "${url}"`, "verify_ssl = true"]);
  }

  /**
   * What a Dockerfile needs for pip. The token is a BuildKit secret, which stays in no layer, argument or history.
   *
   * @see https://docs.docker.com/build/building/secrets/
   */
  public get dockerfile(): string {
    const files = this.sourceDistributions ? ["requirements.lock", "build-constraints.txt"] : ["requirements.lock"];
    const how = this.sourceDistributions ? "--build-constraint /tmp/build-constraints.txt" : "--only-binary :all:";
    return lines([
      '# Build it with BuildKit: docker build --secret id=netrc,src="$NETRC" .',
      `ARG PIP_INDEX_URL=${this.indexUrl}`,
      `COPY ${files.join(" ")} /tmp/`,
      "RUN --mount=type=secret,id=netrc,target=/root/.netrc \\",
      "    pip install --no-cache-dir --no-input --require-hashes \\",
      `    ${how} -r /tmp/requirements.lock`,
    ]);
  }

  /**
   * Commands for a shell that put a token of whoever is logged in to gcloud into a netrc file of its own, and tell
   * clients of it. The token ends within the hour.
   *
   * @see https://cloud.google.com/artifact-registry/docs/python/authentication
   */
  public get netrcCommands(): string {
    const { hostname } = new URL(this.indexUrl);
    const login = `machine ${hostname} login oauth2accesstoken password %s`;
    return lines([
      'export NETRC="$HOME/.config/private-pypi/netrc"',
      'mkdir -p "${NETRC%/*}" && (umask 077 && rm -f "$NETRC" &&',
      `  printf '${login}\\n' "$(gcloud auth print-access-token)" >"$NETRC")`,
    ]);
  }

  /**
   * The file that `pip.conf` names: the allowed version of each package that has one, so that builds do not ask for a
   * newer build tool, which would be denied. Undefined where nothing is built or constrained.
   */
  public get buildConstraints(): string | undefined {
    return this.sourceDistributions || this.constrainInstalls ? lines(this.buildPins) : undefined;
  }

  private get uvBuildConstraints(): string[] {
    return ["build-constraint-dependencies = [", ...this.buildPins.map((pin) => `  "${pin}",`), "]"];
  }

  private get buildPins(): string[] {
    // A constraint cannot say "one of two versions", so such a package is left to its rule.
    return (this.packages?.packages ?? []).flatMap(({ name, versions }) =>
      versions?.length === 1 && versions[0] !== undefined ? [`${name}==${versions[0]}`] : [],
    );
  }
}

/** @see https://packaging.python.org/en/latest/tutorials/packaging-projects/#choosing-a-build-backend */
const BUILD_TOOLS = new Set([
  "setuptools",
  "wheel",
  "hatchling",
  "flit-core",
  "pdm-backend",
  "poetry-core",
  "setuptools-scm",
  "hatch-vcs",
]);

function lines(text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join("");
}
