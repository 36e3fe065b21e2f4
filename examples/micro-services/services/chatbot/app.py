"""Answers Slack, which signs what it sends, and lets the engine do the work."""

import json
import os

from acme_shared import call, check_slack, service


def answer(body, headers):
    check_slack(os.environ["SLACK_SIGNING_SECRET"], body, headers)
    event = json.loads(body)
    if event.get("type") == "url_verification":
        return {"challenge": event["challenge"]}
    return call(os.environ["ENGINE"], {"text": event.get("event", {}).get("text", ""), "channel": event.get("event", {}).get("channel", "")})


app = service(answer)
