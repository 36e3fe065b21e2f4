import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PipSettings } from "../../lib/preview/pip-settings";
import { chooseUpstream } from "../../lib/preview/upstream";

const folder = mkdtempSync(join(tmpdir(), "pip-settings-"));
const certificates = join(folder, "ca.pem");
writeFileSync(certificates, "-----BEGIN CERTIFICATE-----\n");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const HELP =
  "Package Index Options:\n" +
  "  -i, --index-url <url>  Base URL of the Python Package Index (default https://default.example/simple). " +
  "This should\n";

/**
 * A pip that prints this for `config list`, and its help for all else; when the help is asked for with settings, none.
 */
function pip(listing: string, { name = "pip", help = HELP, script = "" } = {}): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, "listing"), listing);
  writeFileSync(join(bin, "help"), help);
  const code = `#!/bin/sh
[ "$1" = -m ] && shift 2
${script}
if [ "$*" = "config list" ]; then while IFS= read -r line; do printf '%s\\n' "$line"; done < "${bin}/listing"; exit 0; fi
[ -z "$PIP_INDEX_URL$pip_cert" ] && [ "$PIP_CONFIG_FILE" = /dev/null ] && [ "$COLUMNS" -gt 200 ] || exit 9
[ "$*" = "install --help" ] && while IFS= read -r line; do printf '%s\\n' "$line"; done < "${bin}/help"
`;
  writeFileSync(join(bin, name), code);
  chmodSync(join(bin, name), 0o755);
  return { PATH: bin };
}

async function settings(listing: string): Promise<PipSettings> {
  const found = await PipSettings.read(pip(listing));
  if (found === undefined) throw new Error("pip was not found");
  return found;
}

describe("which settings count", () => {
  test.each([
    ["nothing", "", undefined],
    ["all commands", "global.index-url='https://all.example/simple'\n", "https://all.example/simple"],
    [
      "install over all commands",
      "install.index-url='https://one.example'\nglobal.index-url='https://all.example'\n",
      "https://one.example",
    ],
    [
      "the environment over both",
      ":env:.index-url='https://env.example'\ninstall.index-url='https://one.example'\n",
      "https://env.example",
    ],
    [
      "an empty variable is none",
      ":env:.index-url=''\nglobal.index-url='https://all.example'\n",
      "https://all.example",
    ],
    ["another command's is none of ours", "wheel.index-url='https://wheel.example'\n", undefined],
    ["the older name", ":env:.pypi-url='https://env.example'\n", "https://env.example"],
    [
      "Windows line ends, double quotes and escapes",
      'global.index_url="https://u:it\'s\\\\\\x41@all.example"\r\n',
      "https://u:it's\\A@all.example",
    ],
  ])("%s", async (_name, listing, url) => {
    expect((await settings(listing)).indexUrl).toBe(url);
  });

  test("certificates are read, and where they cannot be, this is an error", async () => {
    expect((await settings(`global.cert='${certificates}'\n`)).certificates).toBe("-----BEGIN CERTIFICATE-----\n");
    expect((await settings(`global.cert='${folder}'\n`)).certificates).toBeUndefined();
    expect((await settings("")).certificates).toBeUndefined();
    const missing = await settings("global.cert='/missing.pem'\n");
    expect(() => missing.certificates).toThrow(`pip's setting cert "/missing.pem": cannot be read (ENOENT)`);
  });

  test("what files say of installing is handed on as variables, but no place to take packages from", async () => {
    const listing = [
      "global.timeout='60'",
      "global.extra-index-url='https://other.example'",
      "global.index-url='https://all.example'",
      "global.find-links='/wheels'",
      "global.no-index='true'",
      "global.proxy='http://proxy.example'",
      "global.cert='/ca.pem'",
      "install.require-hashes='true'",
      "install.timeout='90'",
      "wheel.no-deps='true'",
      ":env:.cert='/other.pem'",
    ];
    expect((await settings(`${listing.join("\n")}\n`)).variables).toEqual({
      PIP_TIMEOUT: "90",
      PIP_REQUIRE_HASHES: "true",
    });
  });

  test("the default is asked for without what is configured", async () => {
    const environment = pip("global.index-url='https://all.example'\n");
    const found = await PipSettings.read({
      ...environment,
      PIP_INDEX_URL: "https://env.example",
      pip_cert: "x",
      COLUMNS: "20",
    });
    expect(await found?.defaultIndexUrl()).toBe("https://default.example/simple");
    expect(await (await PipSettings.read(pip("", { help: "nothing" })))?.defaultIndexUrl()).toBeUndefined();
  });
});

describe("which pip is asked", () => {
  test("pip, or the one of python3 or python; without any there are no settings", async () => {
    for (const name of ["pip", "python3", "python"]) {
      expect((await PipSettings.read(pip("global.index-url='https://all.example'\n", { name })))?.indexUrl).toBe(
        "https://all.example",
      );
    }
    mkdirSync(join(folder, "empty"));
    expect(await PipSettings.read({ PATH: join(folder, "empty") })).toBeUndefined();
  });

  test.each(['echo "/bin/python3: No module named pip" >&2; exit 1', 'echo "pip: command not found" >&2; exit 127'])(
    "one that is not there: %s",
    async (script) => {
      expect(await PipSettings.read(pip("", { script }))).toBeUndefined();
    },
  );

  test("one that cannot read its configuration is an error that says so", async () => {
    const broken = PipSettings.read(pip("", { script: 'echo "Configuration file could not be loaded." >&2; exit 3' }));
    await expect(broken).rejects.toThrow(
      'pip config list: failed (exit code 3): "Configuration file could not be loaded."; ' +
        "mend pip, or say where packages come from with --upstream",
    );
  });
});

describe("the upstream", () => {
  const configured = "global.index-url='https://user:secret@all.example/simple'\n";
  const url = { url: "https://policy.example/simple/" };

  test.each([
    ["what is given", "https://given.example/simple", configured, url, "https://given.example/simple/"],
    ["what pip is configured with", undefined, configured, url, "https://user:secret@all.example/simple/"],
    ["the policy's URL", undefined, "", url, "https://policy.example/simple/"],
    ["pip's default for the preset", undefined, "", { preset: "PYPI" }, "https://default.example/simple/"],
    ["pip's default for a policy that names none", undefined, "", undefined, "https://default.example/simple/"],
  ])("is %s", async (_name, given, listing, policy, expected) => {
    expect((await chooseUpstream(given, policy, await settings(listing))).url.href).toBe(expected);
  });

  test("takes pip's certificates along", async () => {
    const found = await settings(`global.cert='${certificates}'\n`);
    expect((await chooseUpstream("http://given.example", undefined, found)).ca).toBe("-----BEGIN CERTIFICATE-----\n");
  });

  test("can be had without pip, and where it cannot, the error says what to give", async () => {
    expect((await chooseUpstream(undefined, url, undefined)).url.href).toBe("https://policy.example/simple/");
    await expect(chooseUpstream(undefined, { preset: "PYPI" }, undefined)).rejects.toThrow(
      "no upstream: the policy names PyPI without a URL, and no pip is here",
    );
    await expect(chooseUpstream(undefined, undefined, undefined)).rejects.toThrow(/the policy names none.*--upstream/);
  });

  test("has to be an http or https URL, and no secret of it is shown", async () => {
    for (const text of ["/wheels", "file:///wheels", "index.example/simple", ""]) {
      await expect(chooseUpstream(text, undefined, undefined)).rejects.toThrow(
        /^upstream ".*", given by --upstream: not an http or https URL/,
      );
    }
    const error = await chooseUpstream("ftp://user:secret@index.example", undefined, undefined).catch(String);
    expect(error).toContain("index.example");
    expect(error).not.toContain("secret");
  });

  test("has no query, which would get lost on the way to a package's page", async () => {
    const error = await chooseUpstream(
      "https://user:secret@index.example/simple?token=secret",
      undefined,
      undefined,
    ).catch(String);
    expect(error).toContain('upstream "https://index.example/simple?…", given by --upstream: has a query');
    expect(error).not.toContain("secret@");
    expect(error).not.toContain("token");
  });
});
