"""What may be listed, as `private-pypi allow --format json` prints it."""

import json

from names import comparable_version, normalized_name, normalized_version


class AllowList:
    """
    :param versions: those that may be listed by the project's normal name, None for all versions; None for all projects
    """

    def __init__(self, versions=None):
        self.versions = versions

    @staticmethod
    def parse(text):
        """:raises ValueError: when it is none"""
        listing = json.loads(text)
        packages = listing.get("packages") if isinstance(listing, dict) and listing.get("version") == 1 else None
        if not isinstance(packages, list):
            raise ValueError("it is not what `private-pypi allow --format json` prints")
        return AllowList({normalized_name(package["name"]): _versions(package) for package in packages})

    def holds(self, project, version):
        """Of a version in normal form."""
        if self.versions is None:
            return True
        if project not in self.versions:
            return False
        versions = self.versions[project]
        return versions is None or comparable_version(version) in versions

    def of(self, project):
        """A text that is the same as long as the same may be listed of a project."""
        if self.versions is None:
            return "True"
        if project not in self.versions:
            return "False"
        versions = self.versions[project]
        return "any" if versions is None else repr(sorted(versions))


def _versions(package):
    versions = package["versions"]
    if versions == "any":
        return None
    normal = [normalized_version(one) for one in versions] if isinstance(versions, list) else [None]
    if None in normal:
        raise ValueError(f"the versions of {package['name']!r} are none of PEP 440: {versions!r}")
    return {comparable_version(one) for one in normal}
