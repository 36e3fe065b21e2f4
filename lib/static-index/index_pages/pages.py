"""Pages of the simple API: the same files make the same bytes.

https://packaging.python.org/en/latest/specifications/simple-repository-api/
"""

import html
import json
import urllib.parse

API_VERSION = "1.1"
HEAD = (
    '<!DOCTYPE html>\n<html>\n<head>\n<meta name="pypi:repository-version" content="1.0">\n'
    "<title>{title}</title>\n</head>\n<body>\n"
)
TAIL = "</body>\n</html>\n"


def project_pages(project, files):
    """The HTML and the JSON page of a project, in bytes.

    :param files: sorted; each with path, name, size, sha256, version, requires_python, metadata (sha256 or None)
        and yanked (reason or None)
    """
    return _project_html(project, files), _project_json(project, files)


def root_pages(projects):
    """The HTML and the JSON list of all projects, in bytes."""
    links = "".join(f'<a href="{one}/">{one}</a><br>\n' for one in projects)
    listing = {"meta": {"api-version": API_VERSION}, "projects": [{"name": one} for one in projects]}
    return (HEAD.format(title="Simple index") + links + TAIL).encode(), _json(listing)


def _project_html(project, files):
    return (HEAD.format(title=f"Links for {project}") + "".join(map(_link, files)) + TAIL).encode()


def _link(file):
    attributes = [("href", f"{_url(file)}#sha256={file.sha256}")]
    if file.requires_python is not None:
        attributes.append(("data-requires-python", file.requires_python))
    if file.metadata is not None:
        # The second is the name of before PEP 714, which pip 22.3 to 23.1 know.
        attributes.append(("data-core-metadata", f"sha256={file.metadata}"))
        attributes.append(("data-dist-info-metadata", f"sha256={file.metadata}"))
    if file.yanked is not None:
        attributes.append(("data-yanked", file.yanked))
    written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes)
    return f"<a {written}>{html.escape(file.name)}</a><br>\n"


def _project_json(project, files):
    # Not under its name of before PEP 714: pip 22.3 to 23.1 stumble over it in JSON.
    versions = list(dict.fromkeys(file.version for file in files))
    return _json(
        {
            "meta": {"api-version": API_VERSION},
            "name": project,
            "versions": versions,
            "files": [_entry(file) for file in files],
        }
    )


def _entry(file):
    entry = {"filename": file.name, "url": _url(file), "hashes": {"sha256": file.sha256}, "size": file.size}
    if file.requires_python is not None:
        entry["requires-python"] = file.requires_python
    if file.metadata is not None:
        entry["core-metadata"] = {"sha256": file.metadata}
    if file.yanked is not None:
        entry["yanked"] = file.yanked or True
    return entry


def _url(file):
    # What a folder has need not be UTF-8.
    return "../../" + urllib.parse.quote(file.path, errors="surrogateescape")


def _json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()
