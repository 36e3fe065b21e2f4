"""What a run knows of files, and leaves to the next, so that each file is read once."""

import json

from names import comparable_version


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


class Known:
    """What is known of a project: one line of the state, read when it is needed."""

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
