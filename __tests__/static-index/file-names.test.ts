import { spawnSync } from "node:child_process";
import { IndexProgram } from "../../lib/static-index";

/** Compares with what pip itself reads file names with; prints where the two differ. */
const COMPARED = `
import random, sys
sys.path.insert(0, sys.argv[1])
from names import Wrong, comparable_version, read_file_name
from pip._vendor.packaging import utils
random = random.Random(7)
names = ["foo", "Foo_Bar", "a.b", "a", "A-B", "foo__x", "_a", "a_", "1"]
versions = ["1", "1.0", "1.0.post1", "v1", "1.0rc1", "1!2", "1.0+abc", "1.0+ab_c", "x", "", "1.0.dev0", "01.0", "1..2", "1 "]
tags = ["py3-none-any", "py2.py3-none-any", "cp311-cp311-manylinux_2_17_x86_64", "py3-none", "1-py3-none-any"]
tags += ["1a-py3-none-any", "x-py3-none-any", "py3-none-any-x"]
agreed = 0
for _ in range(20000):
    is_wheel = random.random() < 0.7
    tag, ending = (random.choice(tags), ".whl") if is_wheel else ("", random.choice([".tar.gz", ".zip"]))
    file = random.choice(names) + random.choice("--_") + random.choice(versions) + ("-" + tag if tag else "") + ending
    try:
        own = read_file_name(file)
    except Wrong:
        own = None
    try:
        name, version, *_ = utils.parse_wheel_filename(file) if is_wheel else utils.parse_sdist_filename(file)
        # What pip lets pass here, and no index takes: a blank, and a name that begins or ends with none of a name's signs.
        other = None if " " in file or name != name.strip("-") else (name, str(version))
    except Exception:
        other = None
    if (own and (own[0], comparable_version(own[1]))) != (other and (other[0], comparable_version(other[1]))):
        print(file, own, other)
    agreed += own is not None
print(agreed > 2000)
`;

test("file names are read as pip reads them", () => {
  const { stdout, stderr } = spawnSync("python3", ["-B", "-c", COMPARED, IndexProgram.FOLDER], { encoding: "utf8" });
  expect([[...new Set(stdout.trim().split("\n"))], stderr]).toEqual([["True"], ""]);
});
