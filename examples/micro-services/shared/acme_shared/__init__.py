"""What the three services have in common: JSON over HTTP, calls of one another, and the signatures of Slack."""

import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request

IDENTITY = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity"
FIVE_MINUTES = 300


def service(answer):
    """A WSGI application that passes the body and the headers of a POST on, and answers in JSON."""

    def application(environ, start_response):
        if environ["REQUEST_METHOD"] != "POST":
            return respond(start_response, "200 OK", {"status": "ready"})
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name[5:].replace("_", "-").lower(): text for name, text in environ.items() if name.startswith("HTTP_")
        }
        try:
            return respond(start_response, "200 OK", answer(body, headers))
        except PermissionError as error:
            return respond(start_response, "403 Forbidden", {"error": str(error)})

    return application


def respond(start_response, status, content):
    text = json.dumps(content).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
    return [text]


def call(address, content):
    """Calls another service as what this one runs as: Cloud Run's metadata server gives the token, no key does."""
    audience = f"{IDENTITY}?audience={urllib.parse.quote(address, safe='')}"
    request = urllib.request.Request(audience, headers={"Metadata-Flavor": "Google"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        token = answer.read().decode()
    request = urllib.request.Request(
        address,
        json.dumps(content).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def check_slack(secret, body, headers, now=None):
    """Lets through what Slack has signed in the last five minutes.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    stamp = headers.get("x-slack-request-timestamp", "")
    if not stamp.isdigit() or abs((now or time.time()) - int(stamp)) > FIVE_MINUTES:
        raise PermissionError("the request is not of now")
    signed = b"v0:" + stamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers.get("x-slack-signature", "")):
        raise PermissionError("Slack has not signed the request")
