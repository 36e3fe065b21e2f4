"""Works out the answer, and has it sent."""

import json
import os

from acme_shared import call, service


def answer(body, _):
    request = json.loads(body)
    words = len(request["text"].split())
    return call(os.environ["MESSAGING"], {"channel": request["channel"], "text": f"That were {words} words."})


app = service(answer)
