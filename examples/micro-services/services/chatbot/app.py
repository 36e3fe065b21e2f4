"""Answers Slack, which signs what it sends, and lets the engine do the work."""

import json
import os

from acme_shared import call, check_slack, service


def answer(body, headers):
    check_slack(os.environ["SLACK_SIGNING_SECRET"], body, headers)
    event = json.loads(body)
    if event.get("type") == "url_verification":
        return {"challenge": event["challenge"]}
    said = event.get("event", {})
    return call(os.environ["ENGINE"], {"text": said.get("text", ""), "channel": said.get("channel", "")})


app = service(answer)
