"""Starts a build by its trigger and waits for it; fails unless it has succeeded.

It is what a Cloud Run job runs, with Python's standard library alone. It builds nothing that is there already, and
takes up a build of the same image that is under way: an apply may be repeated at any time.
"""

import datetime
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BUILDS = os.environ.get("CLOUD_BUILD_URL", "https://cloudbuild.googleapis.com/v1/")
PACKAGES = os.environ.get("ARTIFACT_REGISTRY_URL", "https://artifactregistry.googleapis.com/v1/")
TOKENS = os.environ.get(
    "TOKEN_URL", "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
)
# In seconds. Grants are in effect after some minutes at the latest:
# https://cloud.google.com/iam/docs/access-change-propagation
PATIENCE = float(os.environ.get("PATIENCE", "600"))
PAUSE = float(os.environ.get("PAUSE", "5"))
WAIT = float(os.environ["WAIT"])
NAME = os.environ["BUILD_NAME"]
TRIGGER = os.environ["TRIGGER"]
IMAGE = os.environ.get("IMAGE", "")
TAG = os.environ.get("TAG_RESOURCE", "")
# Tells builds of one trigger apart that make no image.
BUILD_TAG = os.environ.get("BUILD_TAG", "")
# What has been built well is not built again, since what it made cannot be replaced.
ONCE = os.environ.get("ONCE", "") != ""

RUNNING = ("STATUS_UNKNOWN", "PENDING", "QUEUED", "WORKING")
# Not yet granted, too many, or Google's own trouble.
PASSING = (403, 408, 429, 500, 502, 503, 504)
END = time.monotonic() + WAIT


class Lost(Exception):
    """The request may have arrived, or not."""


def stop(text):
    raise SystemExit(f'build "{NAME}": {text}')


def tell(text):
    print(f'build "{NAME}": {text}', flush=True)


def token():
    request = urllib.request.Request(TOKENS, headers={"Metadata-Flavor": "Google"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["access_token"]


def once(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    # Not sent along where the answer leads to another host.
    request.add_unredirected_header("Authorization", "Bearer " + token())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def reason(error):
    """What the service says, without what it was sent."""
    text = error.read().decode(errors="replace")
    try:
        text = json.loads(text)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        pass
    return f"{error.code} {text[:300]}".strip()


def patiently(method, url, body=None, repeats=True):
    """Asks again while the trouble may pass. What is not to be done twice is not repeated once it may have arrived."""
    end = min(time.monotonic() + PATIENCE, END)
    while True:
        try:
            return once(method, url, body)
        except urllib.error.HTTPError as error:
            said = reason(error)
            if not repeats and error.code >= 500:
                raise Lost(said) from error
            if error.code not in PASSING or time.monotonic() > end:
                stop(f"{method} {urllib.parse.urlsplit(url).path} was refused: {said}{hint(error.code)}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            # A network that is gone, or an answer that was cut short.
            if not repeats and not before_sending(error):
                raise Lost(str(error)) from error
            if time.monotonic() > end:
                stop(f"{urllib.parse.urlsplit(url).netloc} cannot be reached: {error}")
        time.sleep(PAUSE)


def before_sending(error):
    """Whether a request cannot have arrived, since no connection came about."""
    cause = getattr(error, "reason", error)
    return isinstance(cause, (ConnectionRefusedError,)) or "Name or service not known" in str(cause)


def hint(code):
    if code == 403:
        return "; the account that starts builds needs its roles on the project, the build's account and the repository"
    if code == 429:
        return "; a quota of Cloud Build is used up: https://cloud.google.com/build/quotas"
    if code == 404:
        return "; the trigger is gone: apply once more"
    return ""


def is_there():
    if TAG == "":
        return False
    try:
        once("GET", PACKAGES + TAG)
        return True
    except urllib.error.HTTPError as error:
        # Not there; or not known, and then the build itself will say it.
        error.close()
        return False
    except (OSError, ValueError):
        return False


def builds_url():
    return BUILDS + TRIGGER.rsplit("/triggers/", 1)[0] + "/builds"


def found(since=None):
    """The newest build of the trigger that makes this: one under way, or one begun since a moment, however it ended."""
    trigger_id = TRIGGER.rsplit("/", 1)[1]
    query = urllib.parse.urlencode({"filter": f'build_trigger_id="{trigger_id}"', "pageSize": "50"})
    for build in patiently("GET", builds_url() + "?" + query).get("builds", []):
        if IMAGE != "" and IMAGE not in build.get("images", []):
            continue
        if BUILD_TAG != "" and BUILD_TAG not in build.get("tags", []):
            continue
        if build.get("status") in RUNNING or (ONCE and build.get("status") == "SUCCESS"):
            return build
        if since is not None and build.get("createTime", "") >= since:
            return build
    return None


def start():
    # A minute for clocks that differ.
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
    since = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    end = min(time.monotonic() + PATIENCE, END)
    while True:
        try:
            return patiently("POST", BUILDS + TRIGGER + ":run", {}, repeats=False)["metadata"]["build"]
        except Lost as lost:
            tell(f"no answer to the start ({lost}); looking whether it has begun")
            time.sleep(PAUSE)
            begun = found(since)
            if begun is not None:
                return begun
            if time.monotonic() > end:
                stop(f"cannot be started: {lost}")


def ended(build):
    where = builds_url() + "/" + build["id"]
    while build.get("status", "STATUS_UNKNOWN") in RUNNING:
        if time.monotonic() > END:
            stop(f"has not ended after {int(WAIT)} s; its log: {build.get('logUrl', '')}")
        time.sleep(PAUSE)
        build = patiently("GET", where)
    return build


def main():
    if is_there():
        tell("the image is there already")
        return
    build = found()
    if build is not None:
        tell(f"{build['id']} is there already: {build.get('status')}")
    else:
        build = start()
    log = build.get("logUrl", "")
    tell(f"{build['id']} has begun; its log: {log}")
    build = ended(build)
    if build["status"] == "SUCCESS":
        tell("is done")
        return
    detail = (build.get("failureInfo") or {}).get("detail") or build.get("statusDetail") or ""
    stop(f"ended as {build['status']}{': ' + detail if detail else ''}; its log: {build.get('logUrl', log)}")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    main()
