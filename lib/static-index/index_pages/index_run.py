"""Brings the pages of an index to what its files are."""

import hashlib
import io
import json
import time

from folder_store import sha256_of
from metadata import read_metadata
from names import Wrong, comparable_version, grouping_name, normalized_name, normalized_version, read_file_name
from pages import project_pages, root_pages

PAGES = "simple/"
METADATA_ENDING = ".metadata"  # PEP 658: beside the file
YANKED_ENDING = ".yanked"  # a file of this name beside a distribution withdraws it; its text is the reason
STATE = "state/index"  # what is known of each file, so that it is read once
OWN_FOLDERS = (PAGES, "state/", "programs/")
HEADER = "index 1"
PAGE_NAMES = ("index.html", "index.json")
LONGEST_REASON = 1000
SMALL = 1 << 20  # bytes up to which a file is held in memory while it is looked at
SAVED_EVERY = 60  # seconds after which what is known is written, so that a run that is ended has not read in vain


class File:
    """A distribution as a page lists it."""

    KNOWN = ("sha256", "requires_python", "metadata", "metadata_size", "yanked", "yanked_stamp", "wrong")
    __slots__ = ("path", "stamp", "size", "name", "version", *KNOWN, "conflict")

    def __init__(self, entry, name, version, known):
        self.path, self.stamp, self.size, self.name, self.version = entry.path, entry.stamp, entry.size, name, version
        self.conflict = None  # depends on other files, so it is worked out at each run
        for field in self.KNOWN:
            setattr(self, field, known.get(field))

    def known(self):
        known = {field: getattr(self, field) for field in self.KNOWN}
        return {field: value for field, value in known.items() if value is not None}

    @property
    def identity(self):
        """The same for files that an installer takes for one and the same distribution."""
        if self.name.endswith(".whl"):
            return comparable_version(self.version), *self.name[: -len(".whl")].lower().split("-")[2:]
        return comparable_version(self.version), ".zip" if self.name.endswith(".zip") else ".tar.gz"


class IndexRun:
    """
    :param store: a FolderStore or a BucketStore
    :param allowed: the versions that may be listed by normal name, None for all versions; None: all packages
    :param report: called with a path and a sentence for each file that is not listed since something is wrong with it
    """

    def __init__(self, store, allowed, report):
        self.store, self.allowed, self.report = store, allowed, report
        self.read = self.written = self.deleted = self.listed = self.not_allowed = self.wrong = 0

    def bring_up_to_date(self):
        projects, state = self._sorted_listing()
        self.state_entry, self.old, self.done = state, self._known(), {}
        self.saved_at = time.monotonic()
        listed = []
        for project in sorted(projects):
            if self._project(project, sorted(projects.pop(project), key=_path)):
                listed.append(project)
            if time.monotonic() - self.saved_at >= SAVED_EVERY:
                self._save()
        self.old.clear()
        self._write_pages(PAGES, root_pages(listed))
        self._remove_leftovers(set(listed))
        self._save()

    def _sorted_listing(self):
        """The files by the project that they may be of, and the entry of the state."""
        projects, state = {}, None
        generated, markers = self.generated, self.markers = {}, {}
        for entry in self.store.list():
            path = entry.path
            if path.endswith(METADATA_ENDING) or path.startswith(PAGES):
                generated[path] = entry
            elif path == STATE:
                state = entry
            elif path.startswith(OWN_FOLDERS):
                continue
            elif path.endswith(YANKED_ENDING):
                markers[path] = entry
            else:
                name = path.rpartition("/")[2]
                if not name.startswith(".index-"):
                    projects.setdefault(grouping_name(name), []).append(entry)
        return projects, state

    def _known(self):
        """What the last run knew of each project, as lines that are read when they are needed."""
        lines = (self.store.read(STATE) or b"").decode("utf-8", "replace").split("\n")
        if lines[0] != HEADER:
            return {}
        return dict(line.split("\t", 1) for line in lines[1:] if "\t" in line)

    def _project(self, project, entries):
        """Writes the pages of a project, and answers whether it has any."""
        line = self.old.pop(project, None)
        known = Known(line)
        marks = self._marks(project, entries)
        if known.marks == marks and self._pages_stayed(project, known):
            self.done[project] = line
            self.listed += known.count
            self.not_allowed += len(entries) - known.count
            return known.count > 0
        files = [file for entry in entries if (file := self._file(project, entry, known.files.get(entry.path)))]
        self._find_conflicts(files, known.listed)
        bad = [file for file in files if file.wrong or file.conflict]
        for file in bad:
            self.wrong += 1
            self.report(file.path, file.wrong or file.conflict)
        spoiled = known.listed.keys() & {file.name for file in bad}
        if spoiled:
            self.report(PAGES + project + "/", f"stays as it was, since it lists {min(spoiled)!r}")
            listed, pages = known.listed, self._kept_pages(project)
        else:
            shown = self._shown(project, [file for file in files if not (file.wrong or file.conflict)])
            listed = {file.name: file.sha256 for file in shown}
            pages = self._write_pages(f"{PAGES}{project}/", project_pages(project, shown)) if shown else []
        # Where something is wrong, all is looked at again in the next run, and told again.
        is_clean = len(files) == len(entries) and not bad
        self.done[project] = Known.line(self._marks(project, entries) if is_clean else "", pages, files, listed)
        self.listed += len(listed)
        return bool(listed)

    def _marks(self, project, entries):
        """A digest that is the same as long as the files, what withdraws them and the allow list are."""
        marks = [self._allow_mark(project)]
        for entry in entries:
            marker = self.markers.get(entry.path + YANKED_ENDING)
            has_metadata = entry.path + METADATA_ENDING in self.generated
            marks.append(f"{entry.path}\0{entry.stamp}\0{marker and marker.stamp}\0{has_metadata}")
        return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()

    def _allow_mark(self, project):
        if self.allowed is None or project not in self.allowed:
            return repr(self.allowed is None)
        return repr(sorted(self.allowed[project] or [None]))

    def _pages_stayed(self, project, known):
        entries = [self.generated.get(f"{PAGES}{project}/{name}") for name in PAGE_NAMES]
        if [entry.stamp for entry in entries if entry] != known.pages:
            return False
        self._kept_pages(project)
        return True

    def _kept_pages(self, project):
        """The stamps of pages that stay as they are."""
        entries = [self.generated.pop(f"{PAGES}{project}/{name}", None) for name in PAGE_NAMES]
        return [entry.stamp for entry in entries if entry]

    def _file(self, project, entry, known):
        """What is known of a file: from the last run where it is the same still, else by reading it."""
        name = entry.path.rpartition("/")[2]
        try:
            _, version = read_file_name(name)
        except Wrong as why:
            self.report(entry.path, str(why))
            return None
        stamp, fields = known or (None, {})
        file = File(entry, name, version, fields if stamp == entry.stamp else {})
        if stamp != entry.stamp or not self._has_metadata(file):
            self._read(project, file, entry)
        marker = self.markers.get(entry.path + YANKED_ENDING)
        if marker is None:
            file.yanked = file.yanked_stamp = None
        elif file.yanked_stamp != marker.stamp:
            file.yanked, file.yanked_stamp = self._reason(marker), marker.stamp
        return file

    def _has_metadata(self, file):
        if file.metadata is None:
            return True
        entry = self.generated.get(file.path + METADATA_ENDING)
        return entry is not None and entry.size == file.metadata_size

    def _read(self, project, file, entry):
        self.read += 1
        try:
            with self.store.open(entry) as opened:
                if entry.size <= SMALL:
                    opened = io.BytesIO(opened.read())
                file.sha256 = sha256_of(opened)
                text, file.requires_python = read_metadata(opened, file.name, entry.size, project, file.version)
        except Wrong as why:
            file.wrong = str(why)
            return
        if file.name.endswith(".whl"):
            file.metadata, file.metadata_size = hashlib.sha256(text).hexdigest(), len(text)
            # Pages list it later only.
            self._write(file.path + METADATA_ENDING, text, is_known=False)

    def _reason(self, marker):
        text = (self.store.read(marker.path) or b"")[:LONGEST_REASON].decode("utf-8", "replace")
        return " ".join(text.split())

    def _find_conflicts(self, files, were_listed):
        """Of two contents under one name nobody can say which is meant; nor of one that changed."""
        by_identity = {}
        for file in files:
            by_identity.setdefault(file.identity, []).append(file)
            if file.sha256 != were_listed.get(file.name, file.sha256):
                file.conflict = (
                    "it is listed with another content; "
                    "delete it, let the pages be written, and upload it as another version"
                )
        for same in by_identity.values():
            if len({file.sha256 for file in same}) == 1:
                continue
            for file in same:
                other = min(one.path for one in same if one.sha256 != file.sha256)
                file.conflict = f"it is the same distribution as {other!r}, with another content; delete one of them"

    def _shown(self, project, good):
        allowed = self._allowed(project, good)
        self.not_allowed += len(good) - len(allowed)
        # One path for each distribution that is there more than once.
        unique = {file.identity: file for file in reversed(allowed)}.values()
        return sorted(unique, key=lambda file: file.name)

    def _allowed(self, project, files):
        if self.allowed is None:
            return files
        if project not in self.allowed:
            return []
        versions = self.allowed[project]
        return [file for file in files if versions is None or comparable_version(file.version) in versions]

    def _write_pages(self, folder, pages):
        """Answers with the stamps of the pages."""
        return [self._write(folder + name, content).stamp for name, content in zip(PAGE_NAMES, pages)]

    def _write(self, path, content, is_known=True):
        entry = self.generated.get(path)
        if not self.store.holds(entry, content):
            entry = self.generated[path] = self.store.write(path, content, entry, is_known)
            self.written += 1
        return self.generated.pop(path) if path.startswith(PAGES) else entry

    def _remove_leftovers(self, listed):
        """Pages of projects that are gone. Metadata of files that are gone stays: somebody may be about to read it."""
        for path, entry in self.generated.items():
            if path.startswith(PAGES) and path[len(PAGES) :].split("/")[0] not in listed:
                self.store.delete(entry)
                self.deleted += 1

    def _save(self):
        lines = [HEADER, *(f"{project}\t{line}" for project, line in sorted({**self.old, **self.done}.items()))]
        content = ("\n".join(lines) + "\n").encode()
        if not self.store.holds(self.state_entry, content):
            self.state_entry = self.store.write(STATE, content, self.state_entry)
        self.saved_at = time.monotonic()


class Known:
    """What the last run knew of a project, as its line says."""

    def __init__(self, line):
        self.marks, pages, count, self.text = (line or "\t\t0\t").split("\t", 3)
        self.pages = pages.split() if pages else []
        self.count = int(count)
        self.held = None

    @staticmethod
    def line(marks, pages, files, listed):
        known = {"files": {file.path: [file.stamp, file.known()] for file in files}, "listed": listed}
        return "\t".join([marks, " ".join(pages), str(len(listed)), json.dumps(known, separators=(",", ":"))])

    @property
    def files(self):
        return self._read()["files"]

    @property
    def listed(self):
        """The digest of each file that the page lists, by the file's name."""
        return self._read()["listed"]

    def _read(self):
        if self.held is None:
            self.held = json.loads(self.text) if self.text else {"files": {}, "listed": {}}
        return self.held


def _path(entry):
    return entry.path


def read_allowed(text):
    """The allow list that `private-pypi allow --format json` prints, as `IndexRun` takes it.

    :raises ValueError: when it is none
    """
    listing = json.loads(text)
    if not isinstance(listing, dict) or listing.get("version") != 1 or not isinstance(listing.get("packages"), list):
        raise ValueError("it is not what `private-pypi allow --format json` prints")
    return {normalized_name(package["name"]): _versions(package) for package in listing["packages"]}


def _versions(package):
    versions = package["versions"]
    if versions == "any":
        return None
    normal = [normalized_version(one) for one in versions] if isinstance(versions, list) else [None]
    if None in normal:
        raise ValueError(f"the versions of {package['name']!r} are none of PEP 440: {versions!r}")
    return {comparable_version(one) for one in normal}
