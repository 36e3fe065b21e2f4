"""Answers as a bucket of Cloud Storage that holds the files of FOLDER, in memory.

Prints its address, and ends with its input.
"""

import asyncio
import base64
import bisect
import hashlib
import json
import os
import sys
import urllib.parse

PAGE = 1000


class Bucket:
    def __init__(self, folder):
        self.held, self.names, self.last = {}, [], 0
        for path, _, files in os.walk(folder):
            for name in files:
                with open(os.path.join(path, name), "rb") as file:
                    self.put(os.path.relpath(os.path.join(path, name), folder), file.read())

    def put(self, name, content):
        if name not in self.held:
            bisect.insort(self.names, name)
        self.last += 1
        md5 = base64.b64encode(hashlib.md5(content).digest()).decode()
        entry = {"name": name, "size": str(len(content)), "generation": str(self.last), "md5Hash": md5}
        self.held[name] = content, entry

    def answer(self, method, target, headers, body):
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        if method == "POST":
            held = self.held.get(query["name"])
            if query.get("ifGenerationMatch", "0") != (held[1]["generation"] if held else "0"):
                return 412, b"{}"
            self.put(query["name"], body)
            return 200, json.dumps(self.held[query["name"]][1]).encode()
        if url.path.endswith("/o"):
            return 200, self.listing(query)
        name = urllib.parse.unquote(url.path.partition("/o/")[2])
        if name not in self.held:
            return 404, b"{}"
        if method == "DELETE":
            del self.held[name]
            self.names.remove(name)
            return 204, b""
        content = self.held[name][0]
        if "range" not in headers:
            return 200, content
        first, last = headers["range"].removeprefix("bytes=").split("-")
        return 206, content[int(first) : int(last) + 1]

    def listing(self, query):
        first = bisect.bisect_left(self.names, query.get("startOffset", ""))
        at = max(first, bisect.bisect_right(self.names, query["pageToken"])) if "pageToken" in query else first
        end = bisect.bisect_left(self.names, query["endOffset"]) if "endOffset" in query else len(self.names)
        names = self.names[at : min(at + PAGE, end)]
        page = {"items": [self.held[name][1] for name in names]}
        if at + PAGE < end:
            page["nextPageToken"] = names[-1]
        return json.dumps(page).encode()


async def serve(bucket, reader, writer):
    try:
        while line := await reader.readline():
            method, target, _ = line.decode().split(" ")
            headers = {}
            while (header := (await reader.readline()).decode().strip()) != "":
                key, _, value = header.partition(":")
                headers[key.lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, content = bucket.answer(method, target, headers, body)
            kept = "close" if headers.get("connection", "").lower() == "close" else "keep-alive"
            head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\nConnection: {kept}\r\n\r\n"
            writer.write(head.encode() + content)
            await writer.drain()
            if kept == "close":
                break
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    bucket = Bucket(sys.argv[1])

    async def answer(reader, writer):
        await serve(bucket, reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 26)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
