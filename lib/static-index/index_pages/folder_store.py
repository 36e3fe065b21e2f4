"""Files in a folder, as a volume or a mirror has them."""

import contextlib
import fcntl
import hashlib
import os


class Failure(Exception):
    """A sentence that says why the whole run cannot go on."""


class Changed(Exception):
    """Somebody else has written what was about to be written."""


class Entry:
    """A file of a store: its path from the top, its size in bytes, and a stamp that changes whenever the file does."""

    __slots__ = ("path", "size", "stamp")

    def __init__(self, path, size, stamp):
        self.path, self.size, self.stamp = path, size, stamp


class FolderEntry:
    """The same, which asks the file system only when size or stamp are wanted."""

    __slots__ = ("path", "found")

    def __init__(self, path, found):
        self.path, self.found = path, found  # what was found keeps the answer of the file system itself

    @property
    def size(self):
        return self._status().st_size

    @property
    def stamp(self):
        return stamp_of(self._status())

    def _status(self):
        try:
            return self.found.stat(follow_symlinks=False)
        except FileNotFoundError:
            raise Changed(self.path) from None


class FolderStore:
    """What is no regular file, as a link, is passed over and told to `report`."""

    at_once = 1  # what a disk has is read as fast by one thread as by several

    def __init__(self, root, report):
        self.root = os.path.abspath(root)
        self.report = report

    @contextlib.contextmanager
    def locked(self):
        """One run at a time."""
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def list(self):
        """Every file, in no order."""
        folders = [""]
        while folders:
            folder = folders.pop()
            with os.scandir(os.path.join(self.root, folder)) as entries:
                for entry in entries:
                    path = folder + entry.name
                    if entry.is_file(follow_symlinks=False):
                        yield FolderEntry(path, entry)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(path + "/")
                    else:
                        self.report(path, "it is no regular file")

    @contextlib.contextmanager
    def open(self, entry):
        """
        :raises Changed: where it is not what was listed, or is no longer when it has been read:
            somebody is copying it there
        """
        with open(os.path.join(self.root, entry.path), "rb", buffering=1 << 16) as file:
            if stamp_of(os.fstat(file.fileno())) != entry.stamp:
                raise Changed(entry.path)
            yield file
            if stamp_of(os.fstat(file.fileno())) != entry.stamp:
                raise Changed(entry.path)

    def read(self, path):
        """The bytes of a file, or None where there is none."""
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def holds(self, entry, content):
        """Whether a listed file (or None) has these bytes."""
        return entry is not None and entry.size == len(content) and self.read(entry.path) == content

    def write(self, path, content, replaced, is_known=True):
        """Readers see the old file or the new one, never a part.

        :param replaced: the entry that was listed, or None
        :param is_known: whether anybody may be reading it; otherwise it is written where it belongs at once
        """
        target = os.path.join(self.root, path)
        if replaced is None and not is_known:
            try:
                with self._created(target) as file:
                    file.write(content)
            except FileExistsError:
                self._replace(target, content)
        else:
            self._replace(target, content)
        return Entry(path, len(content), stamp_of(os.stat(target)))

    def _replace(self, target, content):
        temporary = os.path.join(os.path.dirname(target), f".index-{os.getpid()}")
        file = self._created(temporary)
        try:
            with file:
                file.write(content)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise

    def _created(self, target):
        try:
            return open(target, "xb")
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            return open(target, "xb")

    def delete(self, entry):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.root, entry.path))
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(os.path.join(self.root, entry.path)))


def stamp_of(status):
    return f"{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}.{status.st_size}"


def sha256_of(file):
    """The digest of an open file, in hexadecimal."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
