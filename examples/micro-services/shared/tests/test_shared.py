import hashlib
import hmac
import unittest

from acme_shared import check_slack, service


class Slack(unittest.TestCase):
    def signed(self, secret, stamp, body=b"{}"):
        text = b"v0:" + stamp.encode() + b":" + body
        signature = "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        return {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}

    def test_takes_what_is_signed_now(self):
        check_slack("s", b"{}", self.signed("s", "1000"), now=1100)

    def test_refuses_all_else(self):
        for headers in ({}, self.signed("other", "1000"), self.signed("s", "600"), self.signed("s", "1000", b"[]")):
            with self.assertRaises(PermissionError):
                check_slack("s", b"{}", headers, now=1000)


class Service(unittest.TestCase):
    def test_answers_whether_it_is_ready(self):
        said = []
        body = service(lambda *_: {})({"REQUEST_METHOD": "GET"}, lambda status, _: said.append(status))
        self.assertEqual((said, body), (["200 OK"], [b'{"status": "ready"}']))


if __name__ == "__main__":
    unittest.main()
