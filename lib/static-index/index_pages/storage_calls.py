"""Calls to the JSON API of Cloud Storage over connections that are kept, one for each thread."""

import base64
import http.client
import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from folder_store import Failure

METADATA_SERVER = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
TIMEOUT = 60
PATIENCE = 120  # seconds for what passes by itself
MAY_PASS = {401, 408, 429, 500, 502, 503, 504}


class StorageCalls:
    """
    :param endpoint: of the API
    :param token: answers with an access token
    """

    def __init__(self, endpoint, token):
        self.endpoint, self.token = endpoint, token
        self.url = urllib.parse.urlsplit(endpoint)
        self.kept = threading.local()
        self.context = None
        self.lock = threading.Lock()

    def call(self, method, address, content=None, headers=None):
        """The bytes of the answer.

        :raises HTTPError: for answers that do not pass by themselves; no other address is asked that an answer leads to
        """
        until = time.monotonic() + PATIENCE
        wait = 1
        while True:
            try:
                status, reason, answer = self._once(method, address, content, headers or {})
                if 200 <= status < 300:
                    return answer
                if status not in MAY_PASS or time.monotonic() + wait > until:
                    raise urllib.error.HTTPError(self.endpoint + address, status, reason, {}, None)
            except urllib.error.HTTPError:
                raise
            except (OSError, http.client.HTTPException) as error:
                self._close()
                if time.monotonic() + wait > until:
                    raise Failure(f"{self.endpoint} cannot be reached: {error}") from None
            time.sleep(wait)
            wait = min(wait * 2, 30)

    def _once(self, method, address, content, headers):
        all_headers = {"Authorization": "Bearer " + self.token(), **headers}
        is_kept = getattr(self.kept, "connection", None) is not None
        try:
            return self._asked(method, address, content, all_headers)
        except (ConnectionError, http.client.RemoteDisconnected, http.client.CannotSendRequest):
            # What was kept may have been closed at the other end meanwhile, before it was asked.
            self._close()
            if not is_kept:
                raise
            return self._asked(method, address, content, all_headers)

    def _asked(self, method, address, content, headers):
        connection = getattr(self.kept, "connection", None)
        if connection is None:
            connection = self.kept.connection = self._connected()
        connection.request(method, address, content, headers)
        answer = connection.getresponse()
        # A part of an answer is an exception, as the length was said.
        return answer.status, answer.reason, answer.read()

    def _close(self):
        connection = getattr(self.kept, "connection", None)
        if connection is not None:
            connection.close()
        self.kept.connection = None

    def _connected(self):
        """By the proxy of the environment, where there is one for this host."""
        host = self.url.hostname
        proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(self.url.scheme)
        if proxy is None:
            return self._connection(host, self.url.port)
        there = urllib.parse.urlsplit(proxy if "://" in proxy else "http://" + proxy)
        connection = self._connection(there.hostname, there.port or 80)
        headers = {}
        if there.username is not None:
            login = f"{urllib.parse.unquote(there.username)}:{urllib.parse.unquote(there.password or '')}"
            headers["Proxy-Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
        connection.set_tunnel(host, self.url.port, headers)
        return connection

    def _connection(self, host, port):
        if self.url.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        with self.lock:
            if self.context is None:
                import ssl

                self.context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=self.context)


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
        request = urllib.request.Request(METADATA_SERVER, headers={"Metadata-Flavor": "Google"})
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
