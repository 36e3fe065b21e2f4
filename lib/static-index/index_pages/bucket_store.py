"""Files in a bucket of Cloud Storage, by its JSON API: what is written is written only over what was listed.

https://cloud.google.com/storage/docs/request-preconditions
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from folder_store import Changed, Entry, Failure

METADATA = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
TIMEOUT = 60
PATIENCE = 120  # seconds for what passes by itself
MAY_PASS = {401, 408, 429, 500, 502, 503, 504}
BLOCK = 1 << 18  # bytes that are fetched at once of a file of which a part is read


class BucketEntry(Entry):
    __slots__ = ("md5",)

    def __init__(self, item):
        super().__init__(item["name"], int(item["size"]), item["generation"])
        self.md5 = item.get("md5Hash")  # composed objects have none


class BucketStore:
    """
    :param endpoint: of the API; another one for tests
    :param token: answers with an access token
    """

    def __init__(self, bucket, endpoint=None, token=None):
        self.bucket = bucket
        self.endpoint = (endpoint or os.environ.get("STORAGE_ENDPOINT") or "https://storage.googleapis.com").rstrip("/")
        self.token = token or Token().value

    @contextlib.contextmanager
    def locked(self):
        """Runs may overlap: each writes only over what it has listed, and starts again where that is gone."""
        yield

    def list(self):
        page = None
        while True:
            query = {"fields": "items(name,size,generation,md5Hash),nextPageToken", "maxResults": "1000"}
            if page:
                query["pageToken"] = page
            with self._call("GET", f"/storage/v1/b/{quoted(self.bucket)}/o?{urllib.parse.urlencode(query)}") as answer:
                listing = json.load(answer)
            for item in listing.get("items", []):
                # Consoles make an object for a folder.
                if not item["name"].endswith("/"):
                    yield BucketEntry(item)
            page = listing.get("nextPageToken")
            if not page:
                return

    def open(self, entry):
        return io.BufferedReader(_RemoteFile(self, entry), BLOCK)

    def read(self, path):
        try:
            with self._call("GET", self._object(path) + "?alt=media") as answer:
                return answer.read()
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
        headers = {"Range": f"bytes={start}-{start + count - 1}"}
        address = f"{self._object(entry.path)}?alt=media&generation={entry.stamp}"
        try:
            with self._call("GET", address, headers=headers) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise Changed(entry.path) from None
            raise

    def _change(self, method, address, path, content=None):
        try:
            with self._call(method, address, content) as answer:
                return BucketEntry(json.load(answer)) if method == "POST" else None
        except urllib.error.HTTPError as error:
            if error.code == 412:
                raise Changed(path) from None
            raise

    def _object(self, path):
        return f"/storage/v1/b/{quoted(self.bucket)}/o/{quoted(path)}"

    def _call(self, method, address, content=None, headers=None):
        """:raises HTTPError: for answers that do not pass by themselves"""
        until = time.monotonic() + PATIENCE
        wait = 1
        while True:
            request = urllib.request.Request(self.endpoint + address, content, method=method, headers=headers or {})
            # Not sent along where the answer leads to another host.
            request.add_unredirected_header("Authorization", "Bearer " + self.token())
            if content is not None:
                request.add_header("Content-Type", content_type(address))
            try:
                return urllib.request.urlopen(request, timeout=TIMEOUT)
            except urllib.error.HTTPError as error:
                if error.code not in MAY_PASS or time.monotonic() + wait > until:
                    raise
            except OSError as error:
                if time.monotonic() + wait > until:
                    raise Failure(f"{self.endpoint} cannot be reached: {error}") from None
            time.sleep(wait)
            wait = min(wait * 2, 30)


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
        count = min(len(buffer), self.entry.size - self.at)
        if count <= 0:
            return 0
        piece = self.store.part(self.entry, self.at, count)
        if len(piece) > count:
            raise Failure(f"{self.entry.path}: more came than was asked for")
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


class Token:
    """The access token of the machine's service account, else of gcloud's user; asked for again before it ends."""

    def __init__(self):
        self.lock = threading.Lock()
        self.held, self.until = None, 0

    def value(self):
        with self.lock:
            if time.monotonic() >= self.until:
                self.held, seconds = self._ask()
                self.until = time.monotonic() + max(0, seconds - 240)
            return self.held

    def _ask(self):
        given = os.environ.get("GOOGLE_OAUTH_ACCESS_TOKEN")
        if given:
            return given, 3600
        request = urllib.request.Request(METADATA, headers={"Metadata-Flavor": "Google"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                token = json.load(answer)
                return token["access_token"], token["expires_in"]
        except OSError:
            pass
        import subprocess  # only where a person runs it

        try:
            command = ["gcloud", "auth", "print-access-token", "--quiet"]
            printed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
            return printed.stdout.strip(), 600
        except (OSError, subprocess.SubprocessError):
            raise Failure(
                "there is no access token: run it on Google Cloud, log in with gcloud, or set GOOGLE_OAUTH_ACCESS_TOKEN"
            ) from None


def quoted(text):
    return urllib.parse.quote(text, safe="")


def content_type(address):
    name = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query).get("name", [""])[0]
    return {"html": "text/html; charset=utf-8", "json": "application/vnd.pypi.simple.v1+json"}.get(
        name.rpartition(".")[2], "application/octet-stream"
    )
