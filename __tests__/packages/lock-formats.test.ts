import { AllowedPackages } from "../../lib/packages";
import { problemsOf, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();

function refused(name: string, text: string): readonly string[] {
  return problemsOf(() => AllowedPackages.fromLockfile(folder.write({ [name]: text })), folder);
}

const pylock = 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "six"\nversion = "1"\n';
const uv = 'version = 1\nrequires-python = ">=3.11"\n';
const poetry = '[[package]]\nname = "six"\nversion = "1"\n[metadata]\nlock-version = "2.1"\ncontent-hash = "a"\n';
const pdm = '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1"\n';
const pipfile = '{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1"}}}';

test.each([
  ["requirements.txt", pylock, "by its name it is a requirements file, by its content a pylock.toml"],
  ["requirements.txt", pipfile, "by its content a Pipfile.lock"],
  ["uv.lock", poetry, "by its name it is a uv.lock, by its content a poetry.lock"],
  ["poetry.lock", pdm, "by its content a pdm.lock"],
  ["pdm.lock", uv, "by its content a uv.lock"],
  ["Pipfile.lock", "six==1\n", "by its content a requirements file"],
  ["pylock.dev.toml", "six==1\n", "by its content a requirements file"],
  ["uv.lock", "six==1\n", "by its content a requirements file"],
])("%s with another content is refused", (name, text, problem) => {
  expect(refused(name, text)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  ["uv.lock", uv.replace("= 1", "= 2"), "its version is the number 2, and only 1 can be read"],
  ["uv.lock", uv.replace("= 1", '= "1"'), 'its version is "1"'],
  ["poetry.lock", poetry.replace("2.1", "3.0"), 'its lock-version is "3.0", and only 1.x and 2.x can be read'],
  ["poetry.lock", poetry.replace('"2.1"', "2.1"), "its lock-version is the number 2.1"],
  ["poetry.lock", poetry.replace('lock-version = "2.1"', ""), "has no lock-version"],
  ["pdm.lock", pdm.replace("4.5.0", "5.0"), 'its lock_version is "5.0", and only 4.x can be read'],
  ["pdm.lock", pdm.replace("4.5.0", "3.1"), "and only 4.x can be read"],
  ["pylock.toml", pylock.replace("1.0", "2.0"), 'its lock-version is "2.0", and only "1.0" can be read'],
  ["pylock.toml", pylock.replace('"1.0"', "1.0"), "its lock-version is the number 1"],
  ["Pipfile.lock", pipfile.replace("6", "7"), "its pipfile-spec is the number 7, and only 6 can be read"],
  ["Pipfile.lock", pipfile.replace('"pipfile-spec": 6', ""), "has no pipfile-spec"],
])("%s of an unknown version is refused", (name, text, problem) => {
  expect(refused(name, text)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  ["pyproject.toml", '[project]\nname = "x"\n', "is TOML, but not a lock file that can be read"],
  ["Pipfile", '[packages]\nsix = "*"\n', "is TOML, but not a lock file"],
  ["package-lock.json", '{"lockfileVersion": 3}', "is JSON, but not a lock file"],
  ["mixed.lock", `${pylock}[metadata]\nlock-version = "2.1"\n`, "is TOML, but not a lock file"],
  [
    "poetry.lock",
    poetry.slice(0, poetry.indexOf("[metadata]")),
    "by its name it is a poetry.lock, but its content is not one",
  ],
])("%s is no lock file", (name, text, problem) => {
  expect(refused(name, text)).toEqual([expect.stringContaining(problem)]);
});

test.each(["torch = true", "torch = false # x", "torch = 'x'", "torch=[]", "torch = 1.0"])(
  "a file that starts with %s is TOML",
  (line) => {
    expect(refused("any.lock", `${line}\n`)).toEqual([expect.stringContaining("is TOML, but not a lock file")]);
  },
);

test.each(["torch=torch", "torch = torch", "torch=1.0"])(
  "a file that starts with %s, a mistake, is a requirements file",
  (line) => {
    expect(refused("any.lock", `${line}\n`)).toEqual([
      expect.stringContaining("is not a requirement; write name==version"),
    ]);
  },
);

test.each(["uv.lock", "Pipfile.lock", "requirements.txt", "any"])("an empty %s is refused", (name) => {
  expect(refused(name, "\n# nothing\n")).toEqual([expect.stringContaining("AllowedPackages.none()")]);
});
