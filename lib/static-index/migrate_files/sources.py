"""Where distributions are copied from: a folder or a bucket by the rules of the pages, or an index by its pages."""

import hashlib
import html.parser
import os
import re
import urllib.parse
import uuid

import fill_repository
from bucket_store import BucketStore
from folder_store import Failure, FolderStore
from index_run import IndexRun
from known_files import File
from metadata import read_metadata
from names import SDIST_ENDINGS, Wrong, read_file_name
from workers import Workers

CHUNK = 1 << 20
WITHDRAWN = "it is withdrawn, and Artifact Registry cannot say so of a file"


class Distribution:
    """A file to be copied: where it is, and what its content must be."""

    def __init__(self, path, name, project, version, sha256):
        self.path, self.name, self.project, self.version, self.sha256 = path, name, project, version, sha256


class Source:
    """What is common: what is wrong, what is left out, and what was refused, by path."""

    def __init__(self, allowed):
        self.allowed = allowed
        self.wrong, self.left_out, self.refused = [], [], set()


class Unwritten:
    """A store to which nothing is written: whatever would be is there, as far as a run can tell."""

    def __init__(self, store):
        self.list, self.open, self.read, self.at_once = store.list, store.open, store.read, store.at_once

    def holds(self, entry, content):
        return True


class StoredSource(Source):
    """A folder or a bucket."""

    def __init__(self, store, allowed):
        super().__init__(allowed)
        self.store, self.files = store, {}

    def distributions(self):
        seen = set()
        for project, file in self.surveyed():
            if file.wrong or file.conflict:
                self.wrong.append((file.path, file.wrong or file.conflict))
            elif file.yanked is not None:
                self.left_out.append((file.path, WITHDRAWN))
            elif not self.allowed.holds(project, file.version):
                self.left_out.append((file.path, "the allow list does not hold it"))
            elif file.identity + (project,) in seen:
                self.left_out.append((file.path, "it is there more than once, with the same content"))
            else:
                seen.add(file.identity + (project,))
                self.files[file.path] = file
                yield Distribution(file.path, file.name, project, file.version, file.sha256)

    def surveyed(self):
        """Each file with its project, as a run that writes pages knows it."""
        run = IndexRun(Unwritten(self.store), None, None)
        run.list()
        with Workers(self.store.at_once) as run.readers:
            for one in run.project_runs():
                for file in one.files():
                    yield one.project, file
                self.left_out.extend(one.told)

    def fetch(self, one, folder):
        path = os.path.join(folder, uuid.uuid4().hex)
        digest = hashlib.sha256()
        with self.store.open(self.files[one.path]) as opened, open(path, "xb") as copy:
            while piece := opened.read(CHUNK):
                digest.update(piece)
                copy.write(piece)
        return checked(one, path, digest.hexdigest())


class IndexSource(Source):
    """An index, by its pages; what a file says of itself is looked at when it has been fetched."""

    def __init__(self, url, allowed):
        super().__init__(allowed)
        self.fill = {"source": url.rstrip("/") + "/", "source_login": False}
        self.urls = {}

    def distributions(self):
        for project in self.projects():
            files = [file for link in sorted(self.links(project)) if (file := self.file(project, *link))]
            by_identity = {}
            for file in files:
                by_identity.setdefault(file.identity, []).append(file)
            for same in by_identity.values():
                yield from self.one_of(project, same)

    def projects(self):
        urls = [url for url, _ in self.page("")]
        return sorted({urllib.parse.unquote(url.path.rstrip("/").rsplit("/", 1)[-1]) for url in urls})

    def page(self, name):
        """The links of a page, each with whether it is withdrawn."""
        try:
            text, base = fill_repository.page_of(self.fill["source"] + name)
        except fill_repository.Refused as why:
            raise Failure(f"the index cannot be read: {why}") from None
        links = PageLinks()
        links.feed(text)
        addresses = []
        for href, is_withdrawn in links.found:
            try:
                addresses.append((urllib.parse.urlsplit(urllib.parse.urljoin(base, href)), is_withdrawn))
            except ValueError as why:
                self.wrong.append((href, f"a page links to it, and it is no address ({why})"))
        return addresses

    def links(self, project):
        """Each file of a page once: its name, hash, address, and whether it is withdrawn."""
        found = set()
        for url, is_withdrawn in self.page(urllib.parse.quote(project, safe="") + "/"):
            name = urllib.parse.unquote(url.path.rsplit("/", 1)[-1])
            digest = urllib.parse.parse_qs(url.fragment).get("sha256", [""])[0].lower()
            # What ends in "/" leads to another page.
            if name:
                found.add((name, digest, url._replace(fragment="").geturl(), is_withdrawn))
        return found

    def file(self, project, name, digest, url, is_withdrawn):
        """What can be copied of the page; whatever cannot is told."""
        if not name.endswith((".whl", *SDIST_ENDINGS)):
            self.left_out.append((name, "it is no distribution: those end in .whl, .tar.gz or .zip"))
            return None
        try:
            own, version = read_file_name(name)
            if own != project:
                raise Wrong(f"it is on the page of {project!r}, and of {own!r} by its name")
            if not is_withdrawn:
                check_link(url, digest)
        except Wrong as why:
            self.wrong.append((name, str(why)))
            return None
        if is_withdrawn:
            self.left_out.append((name, WITHDRAWN))
            return None
        return File(Link(url, digest), name, version, {"sha256": digest})

    def one_of(self, project, same):
        if len({file.sha256 for file in same}) > 1:
            why = "it is the same distribution as another one, with another content"
            self.wrong.extend((file.name, why) for file in same)
        elif not self.allowed.holds(project, same[0].version):
            self.left_out.append((same[0].name, "the allow list does not hold it"))
        else:
            file = same[0]
            self.urls[file.name] = file.path
            yield Distribution(file.name, file.name, project, file.version, file.sha256)

    def fetch(self, one, folder):
        path = fill_repository.download(self.fill, self.urls[one.path], one.name, one.sha256, folder)
        try:
            with open(path, "rb") as opened:
                read_metadata(opened, one.name, os.path.getsize(path), one.project, one.version)
        except Wrong as why:
            os.unlink(path)
            raise fill_repository.Refused(str(why)) from None
        return path


class PageLinks(html.parser.HTMLParser):
    """The links of an index page. https://packaging.python.org/en/latest/specifications/simple-repository-api/"""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.found.append((said["href"], "data-yanked" in said))


def check_link(url, digest):
    if not url.startswith(("http://", "https://")):
        raise Wrong("its address is none of http or https")
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise Wrong("its page has no SHA-256 of it, so that nobody could tell whether the copy is the same")


class Link:
    """As an entry of a store; its size is not known."""

    def __init__(self, url, digest):
        self.path, self.stamp, self.size = url, digest, 0


def checked(one, path, digest):
    if digest != one.sha256:
        os.unlink(path)
        raise fill_repository.Refused(
            f"it was changed while it was copied (SHA-256 {digest}, before {one.sha256}); run it again"
        )
    return path


def source_of(place, allowed):
    if place.startswith("gs://"):
        bucket = place.removeprefix("gs://").rstrip("/")
        if not bucket or "/" in bucket:
            raise Failure(f"{place!r}: give a whole bucket, as gs://BUCKET")
        return StoredSource(BucketStore(bucket), allowed)
    if place.startswith(("http://", "https://")):
        return IndexSource(place, allowed)
    if not os.path.isdir(place):
        raise Failure(f"{place!r}: there is no such folder")
    source = StoredSource(None, allowed)
    source.store = FolderStore(place, lambda *one: source.left_out.append(one))
    return source
