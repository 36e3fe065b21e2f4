"""Makes the distributions that a test asks for: JSON on the standard input, [{path, name, version, ...}]."""

import gzip
import io
import json
import os
import sys
import tarfile
import zipfile

for one in json.load(sys.stdin):
    path, name, version = one["path"], one["name"], one["version"]
    requires = one.get("requires")
    metadata = one.get("metadata") or f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + (
        f"Requires-Python: {requires}\n" if requires else ""
    ) + "\nText: of the description\n"
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    content = one.get("content", "print()\n")
    top = one.get("top", f"{name}-{version}")
    if path.endswith(".tar.gz"):
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w", format=getattr(tarfile, one.get("format", "PAX_FORMAT"))) as archive:
            files = {"setup.py": content, **one.get("more", {}), "PKG-INFO": metadata}
            for file, text in files.items():
                info = tarfile.TarInfo(file if file.startswith(("/", "..")) else f"{top}/{file}")
                info.size = len(text.encode())
                archive.addfile(info, io.BytesIO(text.encode()))
        with open(path, "wb") as file:
            file.write(gzip.compress(held.getvalue(), mtime=0))
        continue
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        held_at = f"{name}-{version}/PKG-INFO" if path.endswith(".zip") else f"{top}.dist-info/METADATA"
        for file, text in {f"{name}/__init__.py": content, **one.get("more", {})}.items():
            archive.writestr(zipfile.ZipInfo(file), text, zipfile.ZIP_DEFLATED)
        for _ in range(one.get("times", 1)):
            archive.writestr(zipfile.ZipInfo(held_at), metadata * one.get("repeated", 1), zipfile.ZIP_DEFLATED)
