"""Sends messages to Slack."""

import json
import os
import urllib.request

from acme_shared import service


def answer(body, _):
    headers = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}", "Content-Type": "application/json"}
    request = urllib.request.Request("https://slack.com/api/chat.postMessage", body, headers)
    with urllib.request.urlopen(request, timeout=30) as sent:
        return {"sent": json.load(sent).get("ok", False)}


app = service(answer)
