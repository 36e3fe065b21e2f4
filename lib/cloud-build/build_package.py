"""Builds a Python package, tries it, and leaves the files that are to be uploaded.

It is what a step of a build runs, with Python's standard library alone. Its tools come from a lock with hashes, by one
index. Nothing is left for the upload unless the tests have passed, the version is the one that is asked for, and the
repository does not have it. It is given to Python as a text, so it must stay below 10,000 characters.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

PACKAGES = os.environ.get("ARTIFACT_REGISTRY_URL", "https://artifactregistry.googleapis.com/v1/")
TOKENS = os.environ.get(
    "TOKEN_URL", "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
)
# In seconds. Grants are in effect after some minutes at the latest.
PATIENCE = float(os.environ.get("PATIENCE", "300"))
PAUSE = float(os.environ.get("PAUSE", "3"))


def tell(text):
    print(text, flush=True)


def stop(text):
    raise SystemExit(text)


def token():
    request = urllib.request.Request(TOKENS, headers={"Metadata-Flavor": "Google"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["access_token"]


def is_there(repository, name, version):
    """Whether the repository has the version; it fails where that cannot be found out."""
    path = f"{repository}/packages/{urllib.parse.quote(name, safe='')}/versions/{urllib.parse.quote(version, safe='')}"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            request = urllib.request.Request(PACKAGES + path)
            # Not sent along where the answer leads to another host.
            request.add_unredirected_header("Authorization", "Bearer " + token())
            with urllib.request.urlopen(request, timeout=60):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return False
            if error.code not in (403, 408, 429, 500, 502, 503, 504) or time.monotonic() > end:
                stop(f"the repository cannot be asked whether it has {name} {version}: {error.code}")
        except (OSError, ValueError) as error:
            if time.monotonic() > end:
                stop(f"the repository cannot be asked whether it has {name} {version}: {error}")
        time.sleep(PAUSE)


def run(what, command, **more):
    tell(f"{what}: {' '.join(command)}")
    code = subprocess.call(command, **more)
    if code != 0:
        stop(f"{what} ended with {code}; nothing is uploaded")


def pip(python):
    """The image's own pip, for the environment: a copy of it there would cost seconds."""
    return [sys.executable, "-I", "-m", "pip", "--python", python]


# A line of a lock: a version, for whom, and its hashes; in ASCII, without quotes that a shell would take off.
PIN = re.compile(
    r"[A-Z0-9][\w.-]*( ?\[[\w., -]*\])? ?===? ?[\w.+!]+"
    r"( ?;((?! -)[\w .<>=!~\"'(),-])*)?( --hash[= ]\w+:\w+)*",
    re.A | re.I,
)
HARMLESS = re.compile(r"( ?--((only|no)-binary[= ][\w:.,-]+|prefer-binary|require-hashes))+", re.A)


def checked(path, index):
    """The lines of a lock. pip obeys whatever it says: another index in it would be asked, and given the token."""
    with open(path, encoding="utf-8-sig") as file:
        # As pip does, where editors show no end of a line too.
        lines = [re.sub(r"(^|\s)#.*", "", line) for line in file.read().splitlines()]
    kept = []
    for line in "\n".join(lines).replace("\\\n", " ").split("\n"):
        line = " ".join(line.split())
        if line in ("", f"--index-url {index}", f"--index-url={index}"):
            continue
        if not PIN.fullmatch(line) and not HARMLESS.fullmatch(line):
            stop(f"{path}: says {line[:99]}; take it out, the tools come from the one index by their hashes")
        kept.append(line + "\n")
    return kept


def install(python, settings, folder):
    """The tools, from the one index; the token is in a file that is gone before anything of the package runs."""
    if not os.path.isfile(settings["tools"]):
        stop(f"{settings['tools']}: is not there; lock the tools of the build with hashes into it")
    # What pip reads is what was checked, whatever it would make of the lock itself.
    lock = os.path.join(folder, "lock.txt")
    with open(lock, "w", encoding="utf-8") as file:
        file.writelines(checked(settings["tools"], settings["index"]))
    netrc = os.path.join(folder, "netrc")
    index = urllib.parse.urlsplit(settings["index"])
    with open(os.open(netrc, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"machine {index.hostname} login oauth2accesstoken password {token()}\n")
    # Settings of the image must not add another index.
    settled = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    settled.update({"NETRC": netrc, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INPUT": "1"})
    command = [*pip(python), "install", "--disable-pip-version-check", "--no-cache-dir", "--index-url"]
    command += [settings["index"], "--require-hashes", "--only-binary", ":all:", "-r", lock]
    try:
        run("installing the tools", command, env=settled)
    finally:
        os.remove(netrc)


def offline():
    """No index for what the package itself starts: what it needs is in the lock."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    # What is tried is what was built and not the sources, which are in the working directory (Python >= 3.11).
    safe = {"PYTHONSAFEPATH": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
    return {**kept, **safe, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


VERSIONS = """
import email.parser, json, sys, zipfile
from packaging.utils import canonicalize_name
from packaging.version import Version
archive = zipfile.ZipFile(sys.argv[1])
name = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")][0]
said = email.parser.Parser().parsestr(archive.read(name).decode(), headersonly=True)
same = Version(said["Version"]) == Version(sys.argv[2])
print(json.dumps([canonicalize_name(said["Name"]), said["Version"], same]))
"""


def wanted(settings):
    """The version that is to be built: what is said, or what the tag says."""
    prefix = settings["tag_prefix"]
    if prefix is None:
        return settings["version"]
    tag = os.environ.get("TAG", "")
    if not tag.startswith(prefix) or tag == prefix:
        stop(f'tag "{tag}": does not begin with "{prefix}", so that it names no version')
    return tag[len(prefix) :]


def main(settings):
    version = wanted(settings)
    made = os.path.abspath(settings["made"])
    os.chdir(settings["folder"])
    if settings["is_first"] and os.path.exists(made):
        stop(f"{settings['made']}: is among the sources, and would be uploaded as it is; take it out")
    with tempfile.TemporaryDirectory() as folder:
        tell(f"Python {sys.version.split()[0]}")
        run("making an environment", [sys.executable, "-I", "-m", "venv", "--without-pip", os.path.join(folder, "env")])
        python = os.path.join(folder, "env", "bin", "python")
        install(python, settings, folder)
        files = os.path.join(folder, "files")
        told = {**offline(), "SETUPTOOLS_SCM_PRETEND_VERSION": version, "SOURCE_DATE_EPOCH": "315532800"}
        run("building", [python, "-I", "-m", "build", "--no-isolation", "--outdir", files], env=told)
        wheels = glob.glob(os.path.join(files, "*.whl"))
        if len(wheels) != 1:
            stop(f"{len(wheels)} wheels were built, and one is expected")
        # -I: by the tools, and not by a module of the sources that is called as one of theirs.
        answer = subprocess.run([python, "-I", "-c", VERSIONS, wheels[0], version], stdout=subprocess.PIPE, check=False)
        if answer.returncode != 0:
            stop(f'the built version cannot be compared with "{version}"; is "packaging" among the tools?')
        name, built, same = json.loads(answer.stdout)
        if not same:
            stop(f'{name}: the built version is {built}, and "{version}" was to be built; make the two the same')
        if is_there(settings["repository"], name, built):
            stop(f"{name} {built}: is in the repository already, and a version is never replaced; raise the version")
        run("installing the wheel", [*pip(python), "install", "--no-deps", "--no-index", wheels[0]], env=offline())
        if settings["test"]:
            bin_folder = os.path.join(folder, "env", "bin")
            path = bin_folder + os.pathsep + os.environ.get("PATH", "")
            run("testing", settings["test"], env={**offline(), "PATH": path})
        os.makedirs(made, exist_ok=True)
        for file in sorted(os.listdir(files)):
            place = os.path.join(made, file)
            # A second Python makes the source archive, and a wheel for any Python, once more.
            if not os.path.exists(place):
                shutil.copyfile(os.path.join(files, file), place)
                tell(f"to be uploaded: {file}")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    main(json.loads(sys.argv[1]))
