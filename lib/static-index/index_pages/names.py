"""What the name of a file says: which project and version it is a distribution of."""

import functools
import re

from layout import LONGEST_PATH

LONGEST = 255 - len(".metadata")  # no common file system stores longer names, and the metadata's is longer

# https://packaging.python.org/en/latest/specifications/name-normalization/
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)

# https://packaging.python.org/en/latest/specifications/version-specifiers/#appendix-parsing-version-strings-with-regular-expressions
VERSION = re.compile(
    r"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?P<pre_number>[0-9]+)?)?"
    r"(?P<post>-(?P<dashed>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post_number>[0-9]+)?)?"
    r"(?P<dev>[-_.]?dev[-_.]?(?P<dev_number>[0-9]+)?)?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.ASCII | re.IGNORECASE,
)
PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}

# https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
WHEEL = re.compile(
    r"(?P<name>[A-Za-z0-9._]+)-(?P<version>[^-]+)(?:-[0-9][A-Za-z0-9_.]*)?"
    r"(?:-[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*){3}\.whl",
    re.ASCII,
)
# https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-file-name
SDIST_ENDINGS = (".tar.gz", ".zip")

# A clause of a version specifier; what it says of versions is the installer's business.
SPECIFIER = re.compile(r"\s*(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()<>=!~]+\s*", re.ASCII)


class Wrong(Exception):
    """A sentence that says why a file is not listed."""


@functools.lru_cache(maxsize=65536)
def normalized_name(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@functools.lru_cache(maxsize=65536)
def normalized_version(text):
    """The normal form of PEP 440, or None; trailing zeros are kept, as they are a part of the spelling."""
    parts = VERSION.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if parts is None:
        return None
    number = lambda digits: str(int(digits or 0))
    version = f"{int(parts['epoch'])}!" if int(parts["epoch"] or 0) else ""
    version += ".".join(number(one) for one in parts["release"].split("."))
    if parts["pre"]:
        letter = parts["pre"].lower()
        version += PRE.get(letter, letter) + number(parts["pre_number"])
    if parts["post"]:
        version += ".post" + number(parts["dashed"] or parts["post_number"])
    if parts["dev"]:
        version += ".dev" + number(parts["dev_number"])
    if parts["local"]:
        local = re.split(r"[-_.]", parts["local"].lower())
        version += "+" + ".".join(number(one) if one.isdigit() else one for one in local)
    return version


@functools.lru_cache(maxsize=65536)
def comparable_version(version):
    """One text for all spellings that PEP 440 calls equal; of a version in normal form."""
    head = re.match(r"(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*", version, re.ASCII).group()
    return re.sub(r"(?:\.0+)+$", "", head) + version[len(head) :]


def is_specifier(text):
    """Whether a text can be what `Requires-Python` says."""
    return len(text) <= LONGEST and all(SPECIFIER.fullmatch(clause) for clause in text.split(",") if clause.strip())


def check_path(path):
    """:raises Wrong: where it leads elsewhere than it says, or would be too long with what is generated beside it"""
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise Wrong("its path has empty parts, or leads up, so that it could not be asked for")
    if len(path.encode("utf-8", "surrogateescape")) > LONGEST_PATH:
        raise Wrong(f"its path is longer than {LONGEST_PATH} bytes")


def read_file_name(file):
    """The project and version (both in normal form) that a file claims to be of.

    >>> read_file_name("Foo_Bar-1.0-py3-none-any.whl")
    ('foo-bar', '1.0')
    """
    if len(file) > LONGEST or not re.fullmatch(r"[\x21-\x7e]+", file):
        raise Wrong("its name is no distribution's: it is too long, or has blanks or other characters than ASCII")
    if file.endswith(".whl"):
        parts = WHEEL.fullmatch(file)
        if parts is None or "__" in parts["name"]:
            raise Wrong("its name is no wheel's (NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl)")
        return _checked(parts["name"], parts["version"])
    ending = next((one for one in SDIST_ENDINGS if file.endswith(one)), None)
    if ending is None:
        raise Wrong("it is no distribution: those end in .whl, .tar.gz or .zip")
    return _sdist_parts(file[: -len(ending)])


def _sdist_parts(stem):
    """Older names have dashes in the name ("zope-interface-7.2") and in the version ("kiwi-1.0-2", which is 1.0.post2).

    What stands behind the first dash that leaves a version is taken for it; the metadata has to agree.
    """
    for name, version in splits(stem):
        if NAME.fullmatch(name) and normalized_version(version):
            return normalized_name(name), normalized_version(version)
    raise Wrong("its name is no source distribution's (NAME-VERSION.tar.gz, with a version of PEP 440)")


def splits(stem):
    """Every way to take a text apart at one of its dashes."""
    parts = stem.split("-")
    return [("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, len(parts))]


def grouping_name(file):
    """The project that a file can only be of, if it is a distribution at all; cheaper than to read the whole name."""
    if file.endswith(".whl"):
        return normalized_name(file.partition("-")[0])
    try:
        return read_file_name(file)[0]
    except Wrong:
        return ""


def _checked(name, version):
    if not NAME.fullmatch(name):
        raise Wrong(f"the project's name in it, {name!r}, is not valid")
    normal = normalized_version(version)
    if normal is None:
        raise Wrong(f"the version in its name, {version!r}, is not one of PEP 440")
    return normalized_name(name), normal
