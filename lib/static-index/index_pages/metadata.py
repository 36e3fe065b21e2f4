"""What a distribution says of itself, read without trusting it: nothing is unpacked, nor read beyond a bound."""

import re
import struct
import threading
import zipfile
import zlib

from names import NAME, Wrong, is_specifier, normalized_name, normalized_version, splits

MEBI = 1 << 20
LARGEST_METADATA = 4 * MEBI  # some descriptions are whole manuals; the largest on PyPI are near 1 MiB
LARGEST_DIRECTORY = 16 * MEBI  # of a zip: about 150,000 entries
SMALL_DIRECTORY = MEBI // 4  # one may be read beside others
LARGEST_UNPACKED = 1024 * MEBI  # of an sdist
LARGEST_HEADER = MEBI  # a tar header that only gives a name

one_large_directory = threading.Lock()  # of several files that are read at once

END_OF_DIRECTORY = b"PK\5\6"
END_OF_DIRECTORY_64 = b"PK\6\6"
LOCATOR_64 = b"PK\6\7"


def read_metadata(file, name, size, project, version):
    """The metadata of a distribution: (its bytes, what `Requires-Python` says or None).

    :param file: seekable, opened for reading bytes
    :raises Wrong: when it is no distribution of this project and version
    """
    if name.endswith(".whl"):
        text = _from_wheel(file, size, project, version)
    else:
        text = _from_sdist(file, name, size, project, version)
    fields = _headers(text)
    for field, normal, expected in (("name", _normal_name, project), ("version", normalized_version, version)):
        values = fields.get(field, [])
        if len(values) != 1:
            raise Wrong(f"its metadata has {len(values) or 'no'} {field.capitalize()} lines, where one is needed")
        if normal(values[0]) != expected:
            raise Wrong(f"its metadata says {field} {values[0][:100]!r}, and the file's name {expected!r}")
    requires = fields.get("requires-python", [])
    if len(requires) > 1 or not all(is_specifier(one) for one in requires):
        raise Wrong(f"its Requires-Python {', '.join(requires)[:100]!r} is no version specifier")
    return text, (requires[0] if requires and requires[0] else None)


def _normal_name(name):
    return normalized_name(name) if NAME.fullmatch(name) else None


def _headers(text):
    """The fields before the description, by lower-case name; those that go over several lines are joined."""
    end = re.search(rb"\r?\n\r?\n", text)
    head = text[: end.start()] if end else text
    fields = {}
    values = None
    for line in head.decode("utf-8", "replace").splitlines():
        if line[:1] in (" ", "\t"):
            if values:
                values[-1] += " " + line.strip()
            continue
        key, colon, value = line.partition(":")
        values = fields.setdefault(key.strip().lower(), []) if colon else None
        if values is not None:
            values.append(value.strip())
    return fields


def _from_wheel(file, size, project, version):
    folder = re.compile(r"(?P<name>[A-Za-z0-9._]+)-(?P<version>[^-/]+)\.dist-info/METADATA", re.ASCII)

    def is_own(path):
        parts = folder.fullmatch(path)
        return parts and normalized_name(parts["name"]) == project and normalized_version(parts["version"]) == version

    return _from_zip(file, size, is_own, f"{project}-{version}.dist-info/METADATA")


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def _from_zip(file, size, is_own, expected):
    if _directory_size(file, size) <= SMALL_DIRECTORY:
        return _read_zip(file, is_own, expected)
    with one_large_directory:
        return _read_zip(file, is_own, expected)


def _read_zip(file, is_own, expected):
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            for info in infos:
                _check_path(info.orig_filename)
            found = [info for info in infos if is_own(info.filename)]
            if len(found) != 1:
                raise Wrong(f"it holds {len(found) or 'no'} {expected!r}, where one is needed")
            if found[0].file_size > LARGEST_METADATA:
                raise Wrong(f"its metadata is larger than {LARGEST_METADATA // MEBI} MiB")
            with archive.open(found[0]) as member:
                # What the directory says of the size may be a lie.
                text = member.read(LARGEST_METADATA + 1)
    except UNREADABLE as error:
        raise Wrong(f"it is no zip file that can be read ({error})") from None
    if len(text) > LARGEST_METADATA:
        raise Wrong(f"its metadata is larger than {LARGEST_METADATA // MEBI} MiB")
    return text


def _directory_size(file, size):
    """That of the list of a zip's entries, which is held in memory, so that it is looked at first."""
    tail = min(size, 65_557 + 20)
    file.seek(size - tail)
    end = file.read(tail)
    at = end.rfind(END_OF_DIRECTORY)
    if at < 0 or len(end) - at < 22:
        raise Wrong("it is no zip file, or cut off")
    directory = struct.unpack_from("<L", end, at + 12)[0]
    if directory == 0xFFFFFFFF and at >= 20 and end[at - 20 : at - 16] == LOCATOR_64:
        file.seek(struct.unpack_from("<Q", end, at - 12)[0])
        record = file.read(56)
        if record[:4] != END_OF_DIRECTORY_64 or len(record) < 56:
            raise Wrong("it is no zip file, or cut off")
        directory = struct.unpack_from("<Q", record, 40)[0]
    if directory > LARGEST_DIRECTORY:
        raise Wrong(f"the list of what it holds is larger than {LARGEST_DIRECTORY // MEBI} MiB")
    return directory


PLAIN_PATH = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]*(?:/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*)*/?", re.ASCII)


def _check_path(path):
    """An installer unpacks it: nothing may come to lie outside of where it should."""
    if PLAIN_PATH.fullmatch(path):
        return
    parts = path.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or "\0" in path or re.match(r"[A-Za-z]:", path):
        raise Wrong(f"it holds {path[:100]!r}, which would be unpacked elsewhere")


def _from_sdist(file, name, size, project, version):
    expected = f"{project}-{version}/PKG-INFO"

    def is_own(path):
        top, slash, rest = path.removeprefix("./").partition("/")
        if not slash or rest != "PKG-INFO":
            return False
        return any(
            normalized_name(one) == project and normalized_version(other) == version for one, other in splits(top)
        )

    if name.endswith(".zip"):
        return _from_zip(file, size, is_own, expected)
    file.seek(0)
    unpacked = _Unpacked(file)
    try:
        text = _from_tar(unpacked, is_own, expected)
        # A file that is cut off behind its metadata must not be listed: the checksum is at the end.
        while unpacked.read(MEBI):
            pass
        return text
    except (zlib.error, EOFError) as error:
        raise Wrong(f"it is no .tar.gz that can be read ({error or 'cut off'})") from None


class _Unpacked:
    """The bytes of a gzip stream in order, up to a bound."""

    def __init__(self, file):
        self.file = file
        self.inflate = zlib.decompressobj(wbits=31)
        self.held = b""
        self.left = LARGEST_UNPACKED

    def read(self, count):
        while len(self.held) < count:
            if self.inflate.eof:
                # A gzip file may be several, one after the other.
                rest = self.inflate.unused_data or self.file.read(MEBI)
                if not rest.strip(b"\0"):
                    break
                self.inflate = zlib.decompressobj(wbits=31)
            else:
                rest = self.inflate.unconsumed_tail or self.file.read(MEBI)
                if not rest:
                    raise EOFError("cut off")
            piece = self.inflate.decompress(rest, MEBI)
            self.left -= len(piece)
            if self.left < 0:
                raise Wrong(f"it is larger than {LARGEST_UNPACKED // MEBI} MiB, unpacked")
            self.held += piece
        piece, self.held = self.held[:count], self.held[count:]
        return piece

    def skip(self, count):
        while count > 0:
            piece = len(self.read(min(count, MEBI)))
            if piece == 0:
                raise EOFError("cut off")
            count -= piece


def _from_tar(unpacked, is_own, expected):
    """Reads headers only: the standard library's reader holds extended headers of any size in memory."""
    long_name = None
    while True:
        header = unpacked.read(512)
        if len(header) < 512 or not header.strip(b"\0"):
            raise Wrong(f"it holds no {expected!r}")
        length, kind = _size(header), header[156:157]
        padded = -(-length // 512) * 512
        if kind in (b"x", b"g", b"L", b"K"):
            if length > LARGEST_HEADER:
                raise Wrong(f"one of its headers is larger than {LARGEST_HEADER // MEBI} MiB")
            text = unpacked.read(padded)[:length]
            found = _pax_path(text) if kind == b"x" else text.rstrip(b"\0") if kind == b"L" else None
            long_name = found if found is not None else long_name
            continue
        path = (long_name if long_name is not None else _ustar_path(header)).decode("utf-8", "replace")
        long_name = None
        _check_path(path)
        if kind in (b"0", b"\0") and is_own(path):
            if length > LARGEST_METADATA:
                raise Wrong(f"its metadata is larger than {LARGEST_METADATA // MEBI} MiB")
            text = unpacked.read(length)
            if len(text) < length:
                raise EOFError("cut off")
            return text
        unpacked.skip(padded if kind in (b"0", b"\0", b"7", b"S") else 0)


def _size(header):
    field = header[124:136]
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not re.fullmatch(rb"[0-7]*", digits):
        raise Wrong("it is no .tar.gz that can be read (a size in it is no number)")
    return int(digits or b"0", 8)


def _ustar_path(header):
    name, prefix = header[:100].split(b"\0")[0], header[345:500].split(b"\0")[0]
    return prefix + b"/" + name if prefix and header[257:262] == b"ustar" else name


def _pax_path(text):
    """The last path that the records of an extended header give: "LENGTH KEYWORD=VALUE" and a line break each."""
    start, path = 0, None
    while True:
        digits = re.match(rb"([0-9]{1,9}) ", text[start : start + 10])
        if digits is None:
            return path
        record = text[start + len(digits[0]) : start + int(digits[1])]
        if record.startswith(b"path=") and record.endswith(b"\n"):
            path = record[5:-1]
        start += max(int(digits[1]), len(digits[0]))
