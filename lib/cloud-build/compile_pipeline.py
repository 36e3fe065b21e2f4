"""Compiles a pipeline of Kubeflow, compares it with what lies compiled beside it, and publishes that.

It is what a step of a build runs, with Python's standard library alone; kfp comes from a lock, by one index. What is
published are the bytes that a reviewer has seen, with the deployment's settings in the place of the placeholder's: so
its digest, after which it is named, is known before. Python gets this as a text of less than 10,000 characters.
"""

import hashlib
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
import uuid

PACKAGES = os.environ.get("ARTIFACT_REGISTRY_URL", "https://artifactregistry.googleapis.com/v1/")
TOKENS = os.environ.get(
    "TOKEN_URL", "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
)
# Seconds. Grants take some minutes at most.
PATIENCE = float(os.environ.get("PATIENCE", "300"))
PAUSE = float(os.environ.get("PAUSE", "3"))
AGAIN = (403, 408, 429, 500, 502, 503, 504)


def tell(text):
    print(text, flush=True)


def stop(text):
    raise SystemExit(text)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def token():
    request = urllib.request.Request(TOKENS, headers={"Metadata-Flavor": "Google"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["access_token"]


def asked(what, url, data=None, kind=None):
    """The answer's text; None where there is nothing."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            request = urllib.request.Request(url, data=data, headers={"Content-Type": kind} if kind else {})
            # Not sent along where the answer leads to another host.
            request.add_unredirected_header("Authorization", "Bearer " + token())
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(300).decode(errors="replace")
            # Two builds may publish the same at once.
            if (error.code, data is None) in ((404, True), (409, False)):
                return None
            if error.code not in AGAIN or time.monotonic() > end:
                stop(f"{what}: the repository answers {error.code}: {said}")
        except (OSError, ValueError) as error:
            if time.monotonic() > end:
                stop(f"{what}: the repository does not answer: {error}")
        time.sleep(PAUSE)


def run(what, command, **more):
    tell(f"{what}: {' '.join(command)}")
    code = subprocess.call(command, **more)
    if code != 0:
        stop(f"{what} ended with {code}; nothing is published")


def without_settings():
    """Those of the image could add an index."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}


# A line of a lock: a version, for whom, and its hashes.
PIN = re.compile(
    r"([A-Z0-9][\w.-]*)( ?\[[\w., -]*\])? ?(== ?[\w.+!]+( ?;((?! -)[\w .<>=!~\"'(),-])*)?)( --hash[= ]\w+:\w+)*",
    re.A | re.I,
)


def pins(path):
    """The lines of a lock; pip obeys all, and ends lines where editors do not."""
    with open(path, encoding="utf-8-sig") as file:
        text = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in file.read().splitlines())
    lines = [" ".join(line.split()) for line in text.replace("\\\n", " ").split("\n")]
    return [PIN.fullmatch(line) or stop(f"{path}: says {line[:99]}; lock pins only") for line in lines if line]


def install(python, settings, folder):
    """kfp, from the one index; the token's file is gone before the pipeline runs."""
    path = settings["tools"]
    if not os.path.isfile(path):
        stop(f"{path}: is not there; lock kfp into it")
    found = pins(path)
    if not any(pin[1] == "kfp" for pin in found):
        stop(f"{path}: locks no kfp; add it")
    # Sources are built with locked tools: from pip 25.3 on by the lock, before by the constraints.
    lock = write(os.path.join(folder, "lock.txt"), "\n".join(pin[0] for pin in found))
    constraints = write(os.path.join(folder, "constraints.txt"), "\n".join(pin[1] + pin[3] for pin in found))
    netrc = os.path.join(folder, "netrc")
    index = urllib.parse.urlsplit(settings["index"])
    with open(os.open(netrc, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(f"machine {index.hostname} login oauth2accesstoken password {token()}\n")
    told = {"NETRC": netrc, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INPUT": "1", "PIP_CONSTRAINT": constraints}
    told["PIP_BUILD_CONSTRAINT"] = lock
    command = [sys.executable, "-I", "-m", "pip", "--python", python, "install", "--disable-pip-version-check", "-q"]
    command += ["--no-cache-dir", "--index-url", settings["index"], "--require-hashes", "--only-binary", ":all:"]
    for name in settings["sources"]:
        command += ["--no-binary", name]
    try:
        run("installing kfp", [*command, "-r", lock], env={**without_settings(), **told})
    finally:
        os.remove(netrc)


def once(pairs):
    """Readers do not agree on which of two fields of one name counts."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return dict(pairs)


def plain(value):
    """For comparisons: to Python, true is 1, and 1 is 1.0."""
    return json.dumps(value, sort_keys=True)


def difference(one, other, where=""):
    """Where two documents differ first."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if plain(one.get(key)) != plain(other.get(key)) or (key in one) != (key in other):
                return difference(one.get(key), other.get(key), f"{where}.{key}" if where else key)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, pair in enumerate(zip(one, other)):
            if plain(pair[0]) != plain(pair[1]):
                return difference(*pair, f"{where}.{at}")
    return f"{where}: {json.dumps(one)[:200]}, and compiled it is {json.dumps(other)[:200]}"


def wanted(settings):
    """What is published."""
    path = settings["compiled"]
    if not os.path.isfile(path):
        stop(f"{path}: is not there; compile the pipeline with the placeholder, and commit it")
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    for was, becomes in settings["replaced"]:
        text = text.replace(was, becomes)
    return text.encode()


def compiled(settings, folder):
    """What kfp makes of the source."""
    python = os.path.join(folder, "env", "bin", "python")
    run("making an environment", [sys.executable, "-I", "-m", "venv", "--without-pip", os.path.join(folder, "env")])
    install(python, settings, folder)
    # The source stays as it is.
    work = os.path.join(folder, "work")
    shutil.copytree(os.path.dirname(settings["pipeline"]) or ".", work)
    write(os.path.join(work, "component_settings.py"), settings["module"])
    made = os.path.join(folder, "compiled.json")
    # No index for what the source itself starts.
    told = {**without_settings(), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    run("compiling", [python, os.path.basename(settings["pipeline"]), made], env=told, cwd=work)
    if not os.path.isfile(made):
        stop(f"{settings['pipeline']}: has not written the file that its first argument names")
    with open(made, encoding="utf-8") as file:
        return json.load(file)


def publish(repository, name, content, digest):
    version = f"{repository['name']}/packages/{name}/versions/{urllib.parse.quote(digest)}"

    def is_there():
        return asked("looking for it", PACKAGES + version) is not None

    if is_there():
        tell(f"{name} {digest}: is in the repository already")
        return
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="content"; filename="{name}.json"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    answer = asked("publishing", repository["url"], body, f"multipart/form-data; boundary={mark}")
    if answer is None and not is_there():
        stop(f"{name} {digest}: is in the repository by what it answers, and is not found there")
    if answer is not None and answer.strip() != f"{name}/{digest}":
        stop(f'the repository calls it "{answer[:200]}", and "{name}/{digest}" was expected')
    tell(f"published: {repository['url']}/{name}/{digest}")


def main(settings):
    content = wanted(settings)
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    if settings["digest"] not in (None, digest):
        stop(f"{settings['compiled']}: is {digest}, and {settings['digest']} was seen when it was deployed")
    try:
        expected = json.loads(content, object_pairs_hook=once)
        name = expected["pipelineInfo"]["name"]
    except (ValueError, LookupError, TypeError) as error:
        problem = f"is no compiled pipeline in JSON ({error}); compile to a file that ends with .json"
        stop(f"{settings['compiled']}: {problem}")
    if not re.fullmatch("[a-z0-9][a-z0-9-]{0,127}", name):
        stop(f'"{name}": is no name that a template can have')
    with tempfile.TemporaryDirectory() as folder:
        made = compiled(settings, folder)
    if plain(made) != plain(expected):
        stop(
            f"{settings['compiled']}: is not what {settings['pipeline']} compiles to; "
            f"compile it anew with the locked kfp, and commit it. {difference(expected, made)}"
        )
    publish(settings["repository"], name, content, digest)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    main(json.loads(sys.argv[1]))
