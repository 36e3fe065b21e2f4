"""Files in a bucket of Cloud Storage, by its JSON API: what is written is written only over what was listed.

https://cloud.google.com/storage/docs/request-preconditions
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import urllib.error
import urllib.parse

from folder_store import Changed, Entry, Failure
from storage_calls import StorageCalls, Token
from workers import Workers

BLOCK = 1 << 18  # bytes that are fetched at once of a file of which a part is read
# As it is stored: what was uploaded compressed would be unpacked otherwise, and its size and digest be others.
AS_STORED = {"Accept-Encoding": "gzip"}
# A list comes in pages, one after the other: those of what is generated are asked for beside those of the files.
RANGES = ((None, "simple/"), ("simple/", "state/"), ("state/", None))


class BucketEntry(Entry):
    __slots__ = ("md5",)

    def __init__(self, item):
        # Not by the other's: there are as many as there are objects.
        self.path, self.size, self.stamp = item["name"], int(item["size"]), item["generation"]
        self.md5 = item.get("md5Hash")  # composed objects have none


class BucketStore:
    """
    :param endpoint: of the API; another one for tests
    :param token: answers with an access token
    """

    at_once = 16

    def __init__(self, bucket, endpoint=None, token=None):
        self.bucket = bucket
        endpoint = (endpoint or os.environ.get("STORAGE_ENDPOINT") or "https://storage.googleapis.com").rstrip("/")
        self.calls = StorageCalls(endpoint, token or Token().value)

    @contextlib.contextmanager
    def locked(self):
        """Runs may overlap: each writes only over what it has listed, and starts again where that is gone."""
        yield

    def list(self):
        """Every object, in no order."""
        with Workers(len(RANGES)) as workers:
            for entries in workers.each(lambda names: list(self._listed(*names)), RANGES):
                yield from entries

    def _listed(self, start, end):
        """The objects with names from `start` and before `end`."""
        query = {"fields": "items(name,size,generation,md5Hash),nextPageToken", "maxResults": "1000"}
        query |= {"startOffset": start} if start else {}
        query |= {"endOffset": end} if end else {}
        while True:
            address = f"/storage/v1/b/{quoted(self.bucket)}/o?{urllib.parse.urlencode(query)}"
            listing = json.loads(self.calls.call("GET", address))
            for item in listing.get("items", []):
                # Consoles make an object for a folder.
                if not item["name"].endswith("/"):
                    yield BucketEntry(item)
            query["pageToken"] = listing.get("nextPageToken")
            if not query["pageToken"]:
                return

    def open(self, entry):
        return io.BufferedReader(_RemoteFile(self, entry), BLOCK)

    def read(self, path):
        try:
            return self.calls.call("GET", self._object(path) + "?alt=media", headers=AS_STORED)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def holds(self, entry, content):
        if entry is None or entry.size != len(content):
            return False
        if entry.md5 is None:
            return self.read(entry.path) == content
        return entry.md5 == base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()

    def write(self, path, content, replaced, is_known=True):
        query = {
            "uploadType": "media",
            "name": path,
            "fields": "name,size,generation,md5Hash",
            "ifGenerationMatch": "0" if replaced is None else replaced.stamp,
        }
        address = f"/upload/storage/v1/b/{quoted(self.bucket)}/o?{urllib.parse.urlencode(query)}"
        return self._change("POST", address, path, content)

    def delete(self, entry):
        try:
            self._change("DELETE", f"{self._object(entry.path)}?ifGenerationMatch={entry.stamp}", entry.path)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise

    def part(self, entry, start, count):
        """Bytes of the very object that was listed."""
        headers = {"Range": f"bytes={start}-{start + count - 1}", **AS_STORED}
        address = f"{self._object(entry.path)}?alt=media&generation={entry.stamp}"
        try:
            return self.calls.call("GET", address, headers=headers)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise Changed(entry.path) from None
            raise

    def _change(self, method, address, path, content=None):
        try:
            headers = None if content is None else {"Content-Type": content_type(path)}
            answer = self.calls.call(method, address, content, headers)
            return BucketEntry(json.loads(answer)) if method == "POST" else None
        except urllib.error.HTTPError as error:
            if error.code == 412:
                raise Changed(path) from None
            raise

    def _object(self, path):
        return f"/storage/v1/b/{quoted(self.bucket)}/o/{quoted(path)}"


class _RemoteFile(io.RawIOBase):
    """An object as a file that can be read from anywhere."""

    def __init__(self, store, entry):
        self.store, self.entry, self.at = store, entry, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=io.SEEK_SET):
        self.at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.entry.size}[whence])
        return self.at

    def readinto(self, buffer):
        piece = self._next(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def readall(self):
        """At once: Python's own would ask for pieces of a few KiB."""
        return b"".join(iter(lambda: self._next(self.entry.size), b""))

    def _next(self, count):
        count = min(count, self.entry.size - self.at)
        if count <= 0:
            return b""
        piece = self.store.part(self.entry, self.at, count)
        if len(piece) > count:
            raise Failure(f"{self.entry.path}: more came than was asked for")
        self.at += len(piece)
        return piece


def quoted(text):
    return urllib.parse.quote(text, safe="")


def content_type(path):
    return {"html": "text/html; charset=utf-8", "json": "application/vnd.pypi.simple.v1+json"}.get(
        path.rpartition(".")[2], "application/octet-stream"
    )
