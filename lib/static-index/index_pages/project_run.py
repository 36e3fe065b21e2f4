"""Brings the pages of one project to what its files are."""

import hashlib
import io

from folder_store import sha256_of
from known_files import File, Known
from layout import LISTED, METADATA_ENDING, PAGE_NAMES, PAGES, YANKED_ENDING
from names import Wrong, check_path, read_file_name
from pages import project_pages

LONGEST_REASON = 1000
SMALL = 1 << 20  # bytes up to which a file is held in memory while it is looked at


class ProjectRun:
    """What is done of one project, and what became of it.

    Projects have nothing in common, so that several may run at once.

    :param run: the IndexRun that it is a part of
    :param project: its normal name
    :param entries: the files that may be the project's, sorted
    """

    def __init__(self, run, project, entries):
        self.run, self.store, self.project, self.entries = run, run.store, project, entries
        self.listed_before = {entry.path: mark for entry in entries if (mark := run.listed_files.pop(entry.path, None))}
        self.old_line = run.old.get(project)
        self.known = Known(self.old_line)
        self.told, self.acts = [], []  # several threads add to them, who could not share a sum
        self.listed = self.not_allowed = self.wrong = 0
        self.line = None

    def has_stayed(self):
        """Whether nothing has come, gone or changed, so that nothing is to be done."""
        if self.known.marks != self._marks() or not self._pages_stayed():
            return False
        self.line, self.listed = self.old_line, self.known.count
        self.not_allowed = len(self.entries) - self.listed
        return True

    def bring_up_to_date(self):
        files = self.files()
        bad = [file for file in files if file.wrong or file.conflict]
        for file in bad:
            self.wrong += 1
            self.told.append((file.path, file.wrong or file.conflict))
        spoiled = self.known.listed.keys() & {file.name for file in bad}
        if spoiled:
            self.told.append((PAGES + self.project + "/", f"stays as it was, since it lists {min(spoiled)!r}"))
            listed, pages = self.known.listed, self._kept_pages()
            self._unlist([file.path for file in files if listed.get(file.name) == file.sha256])
        else:
            listed, pages = self._list([file for file in files if not (file.wrong or file.conflict)])
        # Where something is wrong, all is looked at again in the next run, and told again.
        is_clean = len(files) == len(self.entries) and not bad
        self.line = Known.line(self._marks() if is_clean else "", pages, files, listed)
        self.listed = len(listed)
        self.entries = self.known = None  # no longer needed, and many wait to be counted
        return self

    def files(self):
        """The distributions, each with what is known of it and with what it is in conflict with."""
        files = [file for file in self.run.readers.each(self._file, self.entries) if file]
        self._find_conflicts(files)
        return files

    def _marks(self):
        """A digest that is the same as long as the files, what withdraws them, and what may be and is listed are."""
        marks = [self.run.allowed.of(self.project)]
        withdrawals, generated, listed = self.run.withdrawals, self.run.generated, self.listed_before
        for entry in self.entries:
            path = entry.path
            withdrawal = withdrawals.get(path + YANKED_ENDING)
            beside = f"{withdrawal and withdrawal.stamp}\0{path + METADATA_ENDING in generated}\0{path in listed}"
            marks.append(f"{path}\0{entry.stamp}\0{beside}")
        return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()

    def _pages_stayed(self):
        entries = [self.run.generated.get(f"{PAGES}{self.project}/{name}") for name in PAGE_NAMES]
        if [entry.stamp for entry in entries if entry] != self.known.pages:
            return False
        self._kept_pages()
        return True

    def _kept_pages(self):
        """The stamps of pages that stay as they are."""
        entries = [self.run.generated.pop(f"{PAGES}{self.project}/{name}", None) for name in PAGE_NAMES]
        return [entry.stamp for entry in entries if entry]

    def _file(self, entry):
        """What is known of a file: from the last run where it is the same still, else by reading it."""
        name = entry.path.rpartition("/")[2]
        try:
            check_path(entry.path)
            _, version = read_file_name(name)
        except Wrong as why:
            self.told.append((entry.path, str(why)))
            return None
        stamp, fields = self.known.files.get(entry.path) or (None, {})
        file = File(entry, name, version, fields if stamp == entry.stamp else {})
        if stamp != entry.stamp or not self._has_metadata(file):
            self._read(file, entry)
        withdrawal = self.run.withdrawals.get(entry.path + YANKED_ENDING)
        if withdrawal is None:
            file.yanked = file.yanked_stamp = None
        elif file.yanked_stamp != withdrawal.stamp:
            file.yanked, file.yanked_stamp = self._reason(withdrawal), withdrawal.stamp
        return file

    def _has_metadata(self, file):
        if file.metadata is None:
            return True
        entry = self.run.generated.get(file.path + METADATA_ENDING)
        return entry is not None and entry.size == file.metadata_size

    def _read(self, file, entry):
        from metadata import read_metadata  # a run in which nothing is new needs none of what it loads

        self.acts.append("read")
        try:
            with self.store.open(entry) as opened:
                if entry.size <= SMALL:
                    opened = io.BytesIO(opened.read())
                file.sha256 = sha256_of(opened)
                text, file.requires_python = read_metadata(opened, file.name, entry.size, self.project, file.version)
        except Wrong as why:
            file.wrong = str(why)
            return
        if file.name.endswith(".whl"):
            file.metadata, file.metadata_size = hashlib.sha256(text).hexdigest(), len(text)
            # Pages list it later only.
            self._write(file.path + METADATA_ENDING, text, is_known=False)

    def _reason(self, withdrawal):
        text = (self.store.read(withdrawal.path) or b"")[:LONGEST_REASON].decode("utf-8", "replace")
        return " ".join(text.split())

    def _find_conflicts(self, files):
        """Of two contents under one name nobody can say which is meant; nor of one that changed."""
        were_listed = self.known.listed
        by_identity = {}
        for file in files:
            by_identity.setdefault(file.identity, []).append(file)
            if file.sha256 != were_listed.get(file.name, file.sha256):
                file.conflict = (
                    "it is listed with another content;"
                    " delete it, let the pages be written, and upload it as another version"
                )
        for same in by_identity.values():
            if len({file.sha256 for file in same}) == 1:
                continue
            for file in same:
                other = min(one.path for one in same if one.sha256 != file.sha256)
                file.conflict = f"it is the same distribution as {other!r}, with another content; delete one of them"

    def _list(self, good):
        """Answers with the digests of what is listed by name, and the stamps of the pages."""
        shown = self._shown(good)
        # What a page lists is served before it is listed, and until it is no longer.
        for file in shown:
            if file.path not in self.listed_before:
                self.listed_before[file.path] = self.store.write(LISTED + file.path, b"", None, is_known=False)
                self.acts.append("written")
        names = zip(PAGE_NAMES, project_pages(self.project, shown) if shown else ())
        pages = [self._write(f"{PAGES}{self.project}/{name}", page).stamp for name, page in names]
        if not shown:
            for name in PAGE_NAMES:
                self._delete(self.run.generated.pop(f"{PAGES}{self.project}/{name}", None))
        self._unlist([file.path for file in shown])
        return {file.name: file.sha256 for file in shown}, pages

    def _unlist(self, kept):
        for path in self.listed_before.keys() - set(kept):
            self._delete(self.listed_before.pop(path))

    def _shown(self, good):
        allowed = [file for file in good if self.run.allowed.holds(self.project, file.version)]
        self.not_allowed += len(good) - len(allowed)
        # One path for each distribution that is there more than once.
        unique = {file.identity: file for file in reversed(allowed)}.values()
        return sorted(unique, key=lambda file: file.name)

    def _write(self, path, content, is_known=True):
        generated = self.run.generated
        entry = generated.get(path)
        if not self.store.holds(entry, content):
            entry = generated[path] = self.store.write(path, content, entry, is_known)
            self.acts.append("written")
        return generated.pop(path) if path.startswith(PAGES) else entry

    def _delete(self, entry):
        if entry is not None:
            self.store.delete(entry)
            self.acts.append("deleted")
