"""Copies the files of lock files into a Python repository, by their hashes.

It is what a build runs, with Python's standard library alone. It copies what is missing and nothing else, so that it
may be stopped and run again at any time. A file goes through the disk and not through memory.
"""

import base64
import concurrent.futures
import email.parser
import hashlib
import html.parser
import http.client
import json
import lzma
import os
import re
import struct
import sys
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
import zlib

PACKAGES = os.environ.get("ARTIFACT_REGISTRY_URL", "https://artifactregistry.googleapis.com/v1/")
TOKENS = os.environ.get(
    "TOKEN_URL", "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
)
# In seconds. Grants are in effect after some minutes at the latest:
# https://cloud.google.com/iam/docs/access-change-propagation
PATIENCE = float(os.environ.get("PATIENCE", "300"))
PAUSE = float(os.environ.get("PAUSE", "3"))
WORKERS = int(os.environ.get("WORKERS", "8"))

# Not yet granted, too many, or Google's own trouble.
PASSING = (403, 408, 429, 500, 502, 503, 504)
# Rights that are missing for longer are missing.
GRANTED = time.monotonic() + PATIENCE
# Who has more has one cause.
MOST_PROBLEMS = 50
# The page of a package with thousands of files has some MiB.
LONGEST_PAGE = 64 * 1024 * 1024
CHUNK = 1024 * 1024
LONGEST_METADATA = 1024 * 1024
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*\Z")
# What an index shows of a file without its being opened:
# https://packaging.python.org/en/latest/specifications/core-metadata/
FIELDS = {
    "Metadata-Version": "metadata_version",
    "Name": "name",
    "Version": "version",
    "Summary": "summary",
    "License": "license",
    "License-Expression": "license_expression",
    "Home-page": "home_page",
    "Author": "author",
    "Requires-Python": "requires_python",
    "Requires-Dist": "requires_dist",
    "Provides-Extra": "provides_extra",
    "Classifier": "classifiers",
    "Project-URL": "project_urls",
}
# What archives raise that are broken, encrypted or packed otherwise, or without a file that is looked for.
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError)
UNREADABLE += (RuntimeError, ValueError, OverflowError, AttributeError, IndexError, StopIteration)


class Refused(Exception):
    """What must not be copied, or cannot be."""

    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code


def tell(text):
    print(text, flush=True)


class Token:
    """The token of the build's account, asked for anew every few minutes."""

    def __init__(self):
        self.lock = threading.Lock()
        self.value = None
        self.until = 0.0

    def get(self):
        with self.lock:
            if self.value is None or time.monotonic() > self.until:
                request = urllib.request.Request(TOKENS, headers={"Metadata-Flavor": "Google"})
                with urllib.request.urlopen(request, timeout=10) as answer:
                    self.value = json.load(answer)["access_token"]
                self.until = time.monotonic() + 240
            return self.value


TOKEN = Token()


def bearer():
    return "Bearer " + TOKEN.get()


def basic():
    return "Basic " + base64.b64encode(b"oauth2accesstoken:" + TOKEN.get().encode()).decode()


def patiently(make, read):
    """Asks again while the trouble may pass.

    `make` makes the request, `read` reads the answer: both may be done several times.
    """
    end = time.monotonic() + PATIENCE
    while True:
        place = TOKENS
        try:
            request = make()
            place = f"{request.get_method()} {request.full_url.split('?')[0]}"
            with urllib.request.urlopen(request, timeout=60) as answer:
                return read(answer)
        except urllib.error.HTTPError as error:
            said = reason(error)
            last = GRANTED if error.code == 403 else end
            if error.code not in PASSING or time.monotonic() > last:
                raise Refused(f"{place} was refused: {said}", error.code) from error
        except (OSError, ValueError, EOFError, http.client.HTTPException) as error:
            if time.monotonic() > end:
                raise Refused(f"{place} failed: {error or type(error).__name__}") from error
        time.sleep(PAUSE)


def reason(error):
    """What the service says, without what it was sent."""
    text = error.read(2000).decode(errors="replace")
    try:
        text = json.loads(text)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        pass
    return f"{error.code} {' '.join(text.split())[:300]}".strip()


def request_to(url, authorization=None, data=None, method=None, headers=None):
    request = urllib.request.Request(url, data, headers or {}, method=method)
    # Not sent along where the answer leads to another host.
    if authorization is not None:
        request.add_unredirected_header("Authorization", authorization)
    return request


def api(method, path):
    return patiently(lambda: request_to(PACKAGES + path, bearer(), method=method), json.load)


class Links(html.parser.HTMLParser):
    """The links of an index page. https://packaging.python.org/en/latest/specifications/simple-repository-api/"""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def page_of(page, authorization=None):
    """The text of an index page, and the address that it came from in the end.

    Half a page would be taken for the whole, so a longer one is refused.
    """
    accept = {"Accept": "application/vnd.pypi.simple.v1+html, text/html;q=0.9"}

    def read(answer):
        text = answer.read(LONGEST_PAGE + 1)
        if len(text) > LONGEST_PAGE:
            raise Refused(f"{page}: the page is too long")
        return text.decode(errors="replace"), answer.geturl()

    return patiently(lambda: request_to(page, authorization and authorization(), headers=accept), read)


def links_of(fill, name):
    """The files of a package's page: SHA-256, name and URL; those without a hash or an address are left out."""
    text, base = page_of(f"{fill['source']}{name}/", basic if fill["source_login"] else None)
    links = Links()
    links.feed(text)
    files = []
    for href in links.found:
        try:
            url = urllib.parse.urlsplit(urllib.parse.urljoin(base, href))
        except ValueError:
            continue
        digest = urllib.parse.parse_qs(url.fragment).get("sha256", [""])[0].lower()
        file = urllib.parse.unquote(url.path.rsplit("/", 1)[-1])
        if digest and FILE_NAME.match(file) and url.scheme in ("http", "https"):
            files.append((digest, file, url._replace(fragment="").geturl()))
    return files


def suits(file, target):
    """Whether a Python on a platform takes a wheel.

    https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
    """
    parts = file[: -len(".whl")].rsplit("-", 3)
    if len(parts) < 4:
        return False
    pythons, abis, platforms = (part.split(".") for part in parts[1:])
    return any(
        suits_abi(python, abi, platform, target) for python in pythons for abi in abis for platform in platforms
    )


def suits_abi(python, abi, platform, target):
    minor = target["minor"]
    if platform == "any" and abi != "none":
        return False
    if platform != "any" and platform not in target["platforms"]:
        return False
    if abi == f"cp3{minor}":
        return python == abi
    if abi == "abi3":
        return python.startswith("cp3") and python[3:].isdigit() and 2 <= int(python[3:]) <= minor
    if abi != "none":
        return False
    if python in ("py3", f"cp3{minor}"):
        return True
    return python.startswith("py3") and python[3:].isdigit() and int(python[3:]) <= minor


def digest_of(entry):
    """SHA-256 in hexadecimal digits, as the API writes bytes: in base64."""
    for one in entry.get("hashes", []):
        value = one.get("value", "")
        if one.get("type") != "SHA256":
            continue
        if re.fullmatch(r"[0-9a-fA-F]{64}", value):
            return value.lower()
        return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_").hex()
    return None


def stored(fill):
    """What is in the repository: SHA-256 by file name, and the files of each version by its resource name."""
    digests, versions, page = {}, {}, ""
    while True:
        query = urllib.parse.urlencode({"pageSize": "1000", **({"pageToken": page} if page else {})})
        answer = api("GET", f"{fill['repository']}/files?{query}")
        for entry in answer.get("files", []):
            file = urllib.parse.unquote(entry["name"].split("/files/", 1)[-1]).rsplit("/", 1)[-1]
            digests[file] = digest_of(entry)
            versions.setdefault(entry.get("owner", file), []).append(file)
        page = answer.get("nextPageToken", "")
        if not page:
            return digests, versions


def download(fill, url, file, digest, folder):
    """Into a file of the folder, whose content is what the lock says."""
    # By the scheme too: a token is not sent in clear to the host that it is for.
    own = urllib.parse.urlsplit(url)[:2] == urllib.parse.urlsplit(fill["source"])[:2]
    path = os.path.join(folder, uuid.uuid4().hex)

    def read(answer):
        found = hashlib.sha256()
        with open(path, "wb") as out:
            while True:
                chunk = answer.read(CHUNK)
                if not chunk:
                    break
                found.update(chunk)
                out.write(chunk)
        length = answer.headers.get("Content-Length")
        if length is not None and int(length) != os.path.getsize(path):
            raise EOFError("the file was cut short")
        return found.hexdigest()

    login = fill["source_login"] and own
    found = patiently(lambda: request_to(url, basic() if login else None), read)
    if found != digest:
        raise Refused(f"{file}: its content has the SHA-256 {found}, and the lock says {digest}; it is not copied")
    return path


def metadata_of(path, file):
    """What the file says of itself; nothing where it cannot be read."""
    try:
        if file.endswith((".whl", ".zip")):
            with zipfile.ZipFile(path) as archive:
                ending = ".dist-info/METADATA" if file.endswith(".whl") else "/PKG-INFO"
                names = [name for name in archive.namelist() if name.endswith(ending) and name.count("/") == 1]
                text = archive.open(names[0]).read(LONGEST_METADATA)
        else:
            with tarfile.open(path) as archive:
                entry = next(one for one in archive if one.name.endswith("/PKG-INFO") and one.name.count("/") == 1)
                text = archive.extractfile(entry).read(LONGEST_METADATA)
    except UNREADABLE:
        return []
    message = email.parser.Parser().parsestr(text.decode(errors="replace"), headersonly=True)
    return [(FIELDS[key], value) for key, value in message.items() if key in FIELDS and value != "UNKNOWN"]


def upload(fill, path, file, package, digest):
    """By the form that twine and uv send."""
    boundary = uuid.uuid4().hex
    said = dict([("name", package["name"]), ("version", package["version"]), ("metadata_version", "2.1")])
    fields = [(key, value) for key, value in metadata_of(path, file)]
    fields += [(key, value) for key, value in said.items() if key not in dict(fields)]
    wheel = file.endswith(".whl")
    fields += [
        (":action", "file_upload"),
        ("protocol_version", "1"),
        ("filetype", "bdist_wheel" if wheel else "sdist"),
        ("pyversion", file.rsplit("-", 3)[1] if wheel else "source"),
        ("sha256_digest", digest),
    ]
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="content"; filename="{file}"\r\n'
    head = (head + "Content-Type: application/octet-stream\r\n\r\n").encode()
    tail = f"\r\n--{boundary}--\r\n".encode()

    def body():
        yield head
        with open(path, "rb") as content:
            while True:
                chunk = content.read(CHUNK)
                if not chunk:
                    break
                yield chunk
        yield tail

    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(head) + os.path.getsize(path) + len(tail)),
    }
    patiently(
        lambda: request_to(fill["upload_url"], basic(), body(), "POST", headers),
        lambda answer: answer.read(1000),
    )


class Filling:
    """One run: what is there, what was copied, and what went wrong."""

    def __init__(self, fill, folder):
        self.fill = fill
        self.folder = folder
        self.digests, self.versions = stored(fill)
        self.known = set(self.digests.values())
        self.lock = threading.Lock()
        self.copied = []
        self.there = 0
        self.bytes = 0
        self.problems = []
        self.notes = []

    def package(self, versions):
        """All locked versions of one package, from one page."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        try:
            links = links_of(self.fill, versions[0]["name"])
        except Refused as refused:
            hint = "; the source has no such package" if refused.code == 404 else ""
            self.problem(f"{versions[0]['name']}: {refused}{hint}")
            return
        for version in versions:
            for digest, file, url in self.chosen(version, links):
                try:
                    self.file(version, digest, file, url)
                except Refused as refused:
                    self.problem(str(refused))

    def chosen(self, version, links):
        """The locked files of a version that some target takes, and its source archive where it is wanted."""
        locked = set(version["sha256"])
        title = f"{version['name']}=={version['version']}"
        files = {file: (digest, file, url) for digest, file, url in links if digest in locked}
        wheels = [file for file in files if file.endswith(".whl")]
        targets = self.fill["targets"]
        suiting = {target["name"]: [file for file in wheels if suits(file, target)] for target in targets}
        names = {file for some in suiting.values() for file in some}
        if version["name"] in self.fill["source_distributions"]:
            names |= {file for file in files if not file.endswith(".whl")}
        if not files:
            self.problem(f"{title}: the source has none of the files that the lock lists; lock again from it")
        elif not names:
            why = "none of its locked wheels is for a target" if wheels else "it has no locked wheel"
            self.problem(f"{title}: {why}; leave it out, or name it in sourceDistributions to copy its source")
        else:
            lacking = [target for target, some in suiting.items() if not some]
            if lacking and len(names) > sum(not name.endswith(".whl") for name in names):
                self.note(f"{title}: has no locked wheel for {', '.join(lacking)}")
        return [files[name] for name in sorted(names)]

    def file(self, version, digest, file, url):
        if digest in self.known:
            self.count_there()
            return
        if file in self.digests:
            raise Refused(
                f"{file}: is in the repository with another content (SHA-256 {self.digests[file]}) than the lock says "
                f"({digest}); delete that version if it was not meant, and let nobody else write to the repository"
            )
        path = download(self.fill, url, file, digest, self.folder)
        try:
            size = os.path.getsize(path)
            try:
                upload(self.fill, path, file, version, digest)
            except Refused as refused:
                if refused.code not in (400, 409) or stored(self.fill)[0].get(file) != digest:
                    raise Refused(f"{file}: {refused}") from refused
                self.count_there()
                return
        finally:
            os.remove(path)
        with self.lock:
            self.copied.append(file)
            self.bytes += size
        tell(f"copied {file} ({size} bytes)")

    def unlisted(self):
        """The versions in the repository, by resource name, of which no file is in the locks."""
        listed = {digest for package in self.fill["packages"] for digest in package["sha256"]}
        gone = [
            version
            for version, files in sorted(self.versions.items())
            if not any(self.digests[file] in listed for file in files)
        ]
        return gone

    def count_there(self):
        with self.lock:
            self.there += 1

    def problem(self, text):
        with self.lock:
            self.problems.append(text)

    def note(self, text):
        with self.lock:
            self.notes.append(text)


def title_of(version):
    name, _, number = version.rpartition("/versions/")
    if not name:
        return version
    return f"{urllib.parse.unquote(name.rsplit('/', 1)[-1])}=={urllib.parse.unquote(number)}"


def remove(filling, versions):
    for version in versions:
        try:
            api("DELETE", version)
            tell(f"removed {title_of(version)}")
        except Refused as refused:
            filling.problem(f"{title_of(version)}: cannot be removed: {refused}")


def summary(count):
    more = ", and not all was looked at" if count >= MOST_PROBLEMS else ""
    return f"{count} {'problem' if count == 1 else 'problems'}{more}"


def main(path):
    with open(path, encoding="utf-8") as file:
        fill = json.load(file)
    by_name = {}
    for package in fill["packages"]:
        by_name.setdefault(package["name"], []).append(package)
    with tempfile.TemporaryDirectory() as folder:
        try:
            filling = Filling(fill, folder)
        except Refused as refused:
            raise SystemExit(f"the repository cannot be read: {refused}") from refused
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for done in [pool.submit(filling.package, versions) for versions in by_name.values()]:
                done.result()
    unlisted = filling.unlisted()
    for note in sorted(filling.notes):
        tell(note)
    if unlisted:
        tell(f"no longer in the locks: {', '.join(title_of(version) for version in unlisted)}")
        if not fill["remove_unlisted"]:
            tell("they stay, and can be installed; removeUnlisted removes them")
        elif filling.problems:
            tell("they stay, since not all else went well")
        else:
            remove(filling, unlisted)
    tell(
        f"copied {len(filling.copied)} files ({filling.bytes} bytes), {filling.there} were there; "
        f"{len(by_name)} packages, {len(unlisted)} versions beside them"
    )
    if filling.problems:
        raise SystemExit("\n".join(sorted(filling.problems) + [summary(len(filling.problems))]))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.stderr.reconfigure(errors="replace")
    main(sys.argv[1])
