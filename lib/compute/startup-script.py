#!/usr/bin/python3 -I
"""Makes pip work on a host that reaches Google's APIs and nothing else.

It needs Debian 12 and no package beyond Python itself. The instance's metadata says what to install and from which
index: private-pypi-index-url, -pip-conf, -bootstrap, and optionally -requirements and -build-constraints.
All that it makes is below /opt/private-pypi, beside /etc/pip.conf and the build constraints. It runs at each boot, and
does nothing when nothing has changed.
"""

import base64
import errno
import fcntl
import hashlib
import html.parser
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import venv

METADATA = "http://169.254.169.254/computeMetadata/v1/instance/"
ROOT = "/opt/private-pypi"
VENV = ROOT + "/venv"  # a link to the one environment that is complete
PIP_CONF = "/etc/pip.conf"
BUILD_CONSTRAINTS = "/etc/private-pypi/build-constraints.txt"

PATIENCE = 600  # seconds for a grant, a rule, a route or a zone to arrive; Google names 7 minutes as usual for IAM
LONGEST_WAIT = 60
TIMEOUT = 20
METADATA_TIMEOUT = 5
MOST_REDIRECTS = 5
MAY_STILL_COME = {401, 403, 404, 408, 429, 500, 502, 503, 504}


class Failure(Exception):
    """A sentence that says what went wrong; trying again would not help."""


class NotYet(Exception):
    """The same, where it may help."""


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# No redirect is followed behind the script's back, and no proxy is asked.
OPENER = urllib.request.build_opener(StayHere, urllib.request.ProxyHandler({}))


def main():
    os.umask(0o022)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("private-pypi: failed: the host is shutting down"))
    try:
        set_up()
    except (Failure, NotYet) as problem:
        sys.exit(f"private-pypi: failed: {problem}")
    except OSError as problem:
        sys.exit(f"private-pypi: failed: {problem.filename or ROOT}: {problem.strerror or problem}")
    except Exception as problem:
        sys.exit(f"private-pypi: failed: {type(problem).__name__}: {problem}")


def set_up():
    settings = patiently(lambda: read_metadata("attributes/?recursive=true"))
    index = Index(setting(settings, "index-url"))
    lock = setting(settings, "bootstrap")
    requirements = settings.get("private-pypi-requirements")
    constraints = settings.get("private-pypi-build-constraints")

    os.makedirs(ROOT, exist_ok=True)
    with Claim(ROOT):
        # First, so that pip asks no public index on this host even where the rest fails.
        write(PIP_CONF, setting(settings, "pip-conf"))
        if constraints is not None:
            write(BUILD_CONSTRAINTS, constraints)

        inputs = json.dumps([sys.version_info[:2], lock, requirements, constraints])
        wanted = "venv-" + hashlib.sha256(inputs.encode()).hexdigest()[:16]
        current = os.readlink(VENV) if os.path.islink(VENV) else None
        # What is left of a run that was cut off.
        sweep(keep={current})
        if current == wanted and os.path.exists(VENV + "/bin/python"):
            log("pip is set up already")
            return
        try:
            build(f"{ROOT}/{wanted}", index, lock, requirements)
            # The link must not reach the disk before what it names.
            os.sync()
            os.symlink(wanted, VENV + ".new")
            os.replace(VENV + ".new", VENV)
            current = wanted
        finally:
            sweep(keep={current})
        log(f"pip is set up: {VENV}/bin/pip")


def build(environment, index, lock, requirements):
    """Makes an environment where it will stay, since scripts in it name the interpreter by its whole path."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=ROOT) as work:
        pip_wheel = download_closure(index, lock, work)
        venv.EnvBuilder(symlinks=True).create(environment)
        bootstrap = f"{work}/bootstrap.txt"
        write(bootstrap, lock)
        log("installing pip and keyring")
        run_pip(
            [f"{environment}/bin/python", "-I", f"{pip_wheel}/pip"],
            ["--no-index", "--find-links", work, "-r", bootstrap],
            {"HOME": work, "TMPDIR": work, "PIP_CONFIG_FILE": os.devnull},
        )
        if requirements is not None:
            file = f"{work}/requirements.txt"
            write(file, requirements)
            log("installing the requirements")
            patiently(
                lambda: run_pip(
                    [f"{environment}/bin/python", "-I", "-m", "pip"],
                    ["-r", file],
                    {"HOME": work, "TMPDIR": work},
                ),
                wait=5,
            )


def download_closure(index, lock, folder):
    """Puts the wheels of the lock into a folder: pip's own first, since it knows which other wheels fit this Python."""
    entry = r"^([a-z0-9][a-z0-9-]*)==([^\s;\\]+)([^\\\n]*(?:\\\n[^\\\n]*)*)"
    entries = {
        name: (version, set(re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)))
        for name, version, rest in re.findall(entry, lock, re.M)
    }
    if "pip" not in entries:
        raise Failure("the metadata private-pypi-bootstrap does not lock pip")
    pip_wheel = index.download_wheel("pip", *entries.pop("pip"), ["py3-none-any"], folder)
    sys.path.insert(0, pip_wheel)
    from pip._vendor.packaging.tags import sys_tags

    tags = [str(tag) for tag in sys_tags()]
    for name, (version, hashes) in entries.items():
        index.download_wheel(name, version, hashes, tags, folder)
    return pip_wheel


def run_pip(program, arguments, environment):
    """Runs pip with nothing of the caller's environment. Tokens are its keyring's business, and in its memory only."""
    result = subprocess.run(
        [*program, "install", "--require-hashes", "--no-cache-dir", "--quiet", *arguments],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in result.stdout.splitlines():
        log(f"pip: {line}")
    if result.returncode == 0:
        return
    errors = [line for line in result.stdout.splitlines() if line.startswith("ERROR: ")]
    said = errors[0].removeprefix("ERROR: ").rstrip(":.") if errors else f"exit code {result.returncode}"
    final = "DO NOT MATCH THE HASHES" in result.stdout or os.strerror(errno.ENOSPC) in result.stdout
    raise (Failure if final else NotYet)(f"pip could not install: {said}")


class Index:
    """The repository's simple index."""

    def __init__(self, url):
        self.url = url
        self.origin = origin_of(url)

    def download_wheel(self, name, version, hashes, tags, folder):
        """Downloads the wheel of a version that fits best, held to the hashes of the lock."""
        wheels = patiently(lambda: self.list_wheels(name, version))
        locked = [wheel for wheel in wheels if wheel.sha256 is None or wheel.sha256 in hashes]
        if not locked:
            raise Failure(f"no wheel of {name} {version} in {self.url}{name}/ has a hash of the lock")
        ranks = {tag: rank for rank, tag in enumerate(tags)}
        fitting = [wheel for wheel in locked if wheel.rank(ranks) is not None]
        if not fitting:
            python = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise Failure(f"no wheel of {name} {version} in {self.url}{name}/ fits Python {python} here")
        best = min(fitting, key=lambda wheel: wheel.rank(ranks))
        _, content = patiently(lambda: self.open(best.url, best.file))
        found = hashlib.sha256(content).hexdigest()
        if found not in hashes:
            raise Failure(f"{best.file} has the sha256 {found}, which is not in the lock")
        path = f"{folder}/{best.file}"
        with open(path, "wb") as file:
            file.write(content)
        return path

    def list_wheels(self, name, version):
        page_url, page = self.open(f"{self.url}{name}/", f"the page of {name}")
        links = Links(page.decode("utf-8", "replace")).targets
        wheels = [wheel for wheel in (Wheel(page_url, link) for link in links) if wheel.is_of(name, version)]
        if not wheels:
            raise NotYet(f"{page_url} lists no wheel of {name} {version}")
        return wheels

    def open(self, url, what):
        """Where a URL leads to and what is there. The token goes to the index's own host, and no more once a redirect
        has led to another one."""
        trusted = True
        for _ in range(MOST_REDIRECTS + 1):
            parts = urllib.parse.urlsplit(url)
            if parts.scheme != "https":
                raise Failure(f"{what} is at {parts.scheme}://{parts.hostname}, and only https is followed")
            trusted = trusted and origin_of(url) == self.origin
            request = urllib.request.Request(url)
            if trusted:
                request.add_header("Authorization", authorization())
            try:
                with OPENER.open(request, timeout=TIMEOUT) as response:
                    return url, response.read()
            except urllib.error.HTTPError as answer:
                answer.close()
                location = answer.headers.get("Location")
                if answer.code in (301, 302, 303, 307, 308) and location:
                    url = urllib.parse.urljoin(url, location)
                    continue
                kind = NotYet if answer.code in MAY_STILL_COME else Failure
                raise kind(f"{parts.hostname} answers {answer.code} {answer.reason} for {what}") from None
            except (OSError, http.client.HTTPException) as problem:
                raise NotYet(f"{parts.hostname} cannot be reached for {what}: {reason_of(problem)}") from None
        raise Failure(f"{what} is behind more than {MOST_REDIRECTS} redirects")


class Wheel:
    """A link of an index page. Anything but a wheel is of no package."""

    def __init__(self, page_url, link):
        self.url, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(page_url, link))
        self.file = urllib.parse.unquote(urllib.parse.urlsplit(self.url).path.rsplit("/", 1)[-1])
        self.sha256 = fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else None

    def is_of(self, name, version):
        parts = re.fullmatch(r"([\w.]+)-([\w.!+]+)(?:-\d[\w.]*)?-[\w.]+-[\w.]+-[\w.]+\.whl", self.file)
        return parts is not None and (re.sub(r"[-_.]+", "-", parts[1]).lower(), parts[2]) == (name, version)

    def rank(self, ranks):
        """The place of the best of its tags; None where it has none of them."""
        tags = itertools.product(*(part.split(".") for part in self.file.removesuffix(".whl").split("-")[-3:]))
        return min((ranks[tag] for tag in map("-".join, tags) if tag in ranks), default=None)


class Links(html.parser.HTMLParser):
    """Where the links of a page lead to."""

    def __init__(self, page):
        super().__init__()
        self.targets = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        target = dict(attributes).get("href")
        if tag == "a" and target:
            self.targets.append(target)


def authorization():
    """A token of the moment, since one that was kept could run out."""
    token = read_metadata("service-accounts/default/token").get("access_token")
    if not token:
        raise NotYet("the metadata server gives no token; does the instance have a service account?")
    return "Basic " + base64.b64encode(f"oauth2accesstoken:{token}".encode()).decode()


def read_metadata(path):
    request = urllib.request.Request(METADATA + path, headers={"Metadata-Flavor": "Google"})
    try:
        with OPENER.open(request, timeout=METADATA_TIMEOUT) as response:
            return json.load(response)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise NotYet(f"the metadata server does not answer: {reason_of(problem)}") from None


def setting(settings, name):
    value = settings.get(f"private-pypi-{name}")
    if not value:
        raise Failure(f"the instance has no metadata private-pypi-{name}")
    return value


def patiently(attempt, wait=1):
    """What `attempt` returns, tried again with growing waits while it may still come."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except NotYet as problem:
            if time.monotonic() + wait > give_up:
                raise Failure(f"{problem} (tried for {PATIENCE} seconds)") from None
            log(f"{problem}; trying again in {wait} seconds")
        time.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


class Claim:
    """Keeps a second run waiting, without a file of its own."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.descriptor = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_):
        os.close(self.descriptor)


def sweep(keep):
    """Removes environments, folders and links that no complete run left."""
    for name in os.listdir(ROOT):
        path = f"{ROOT}/{name}"
        if name in keep or path == VENV:
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.remove(path)


def write(path, text):
    """Writes a file as a whole or not at all, and not when it is so already."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    new = path + ".new"
    try:
        with open(new, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(new, path)
    except BaseException:
        if os.path.exists(new):
            os.remove(new)
        raise


def origin_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or 443


def reason_of(problem):
    return getattr(problem, "reason", None) or problem


def log(text):
    print(f"private-pypi: {text}", flush=True)


main()
