"""Brings the pages of an index to what its files are."""

import time

from allow_list import AllowList
from layout import LISTED, METADATA_ENDING, OWN_FOLDERS, PAGE_NAMES, PAGES, STATE, YANKED_ENDING
from names import grouping_name
from pages import root_pages
from project_run import ProjectRun
from workers import Workers

HEADER = "index 2"
SAVED_EVERY = 60  # seconds after which what is known is written, so that a run that is ended has not read in vain


class IndexRun:
    """
    :param store: a FolderStore or a BucketStore
    :param allowed: the AllowList, or None where all may be listed
    :param report: called with a path and a sentence for each file that is not listed since something is wrong with it
    """

    def __init__(self, store, allowed, report):
        self.store, self.allowed, self.report = store, allowed or AllowList(), report
        self.read = self.written = self.deleted = self.listed = self.not_allowed = self.wrong = 0

    def bring_up_to_date(self):
        self.list()
        self.saved_at = time.monotonic()
        listed = []
        with Workers(self.store.at_once) as projects, Workers(self.store.at_once) as self.readers:
            for one in projects.each(ProjectRun.bring_up_to_date, self._changed(listed)):
                self._note(one, listed)
        self.old.clear()
        self._write_root(sorted(listed))
        self._remove_leftovers(set(listed))
        self._save()

    def list(self):
        """Reads what there is, and what the last run knew of it."""
        self.projects, self.state_entry = {}, None
        generated, withdrawals, listed = {}, {}, {}
        for entry in self.store.list():
            path = entry.path
            if path.startswith(LISTED):
                listed[path[len(LISTED) :]] = entry
            elif path.endswith(METADATA_ENDING) or path.startswith(PAGES):
                generated[path] = entry
            elif path == STATE:
                self.state_entry = entry
            elif path.startswith(OWN_FOLDERS):
                continue
            elif path.endswith(YANKED_ENDING):
                withdrawals[path] = entry
            else:
                name = path.rpartition("/")[2]
                if not name.startswith(".index-"):
                    self.projects.setdefault(grouping_name(name), []).append(entry)
        self.generated, self.withdrawals, self.listed_files = generated, withdrawals, listed
        self.old, self.done = self._known(), {}

    def project_runs(self):
        for project in sorted(self.projects):
            yield ProjectRun(self, project, sorted(self.projects.pop(project), key=_path))

    def _changed(self, listed):
        for one in self.project_runs():
            if one.has_stayed():
                self._note(one, listed)
            else:
                yield one

    def _known(self):
        """What the last run knew of each project, as lines that are read when they are needed."""
        lines = (self.store.read(STATE) or b"").decode("utf-8", "replace").split("\n")
        if lines[0] != HEADER:
            return {}
        return dict(line.split("\t", 1) for line in lines[1:] if "\t" in line)

    def _note(self, one, listed):
        self.old.pop(one.project, None)
        self.done[one.project] = one.line
        for count in ("listed", "not_allowed", "wrong"):
            setattr(self, count, getattr(self, count) + getattr(one, count))
        for act in one.acts:
            setattr(self, act, getattr(self, act) + 1)
        for path, why in one.told:
            self.report(path, why)
        if one.listed > 0:
            listed.append(one.project)
        if time.monotonic() - self.saved_at >= SAVED_EVERY:
            self._save()

    def _write_root(self, listed):
        for name, content in zip(PAGE_NAMES, root_pages(listed)):
            entry = self.generated.pop(PAGES + name, None)
            if not self.store.holds(entry, content):
                self.store.write(PAGES + name, content, entry)
                self.written += 1

    def _remove_leftovers(self, listed):
        """What is served of files that are gone. Their metadata stays: somebody may be about to read it."""
        pages = [
            entry
            for path, entry in self.generated.items()
            if path.startswith(PAGES) and path.split("/")[1] not in listed
        ]
        for entry in [*pages, *self.listed_files.values()]:
            self.store.delete(entry)
            self.deleted += 1

    def _save(self):
        lines = [HEADER, *(f"{project}\t{line}" for project, line in sorted({**self.old, **self.done}.items()))]
        content = ("\n".join(lines) + "\n").encode()
        if not self.store.holds(self.state_entry, content):
            self.state_entry = self.store.write(STATE, content, self.state_entry)
        self.saved_at = time.monotonic()


def _path(entry):
    return entry.path
