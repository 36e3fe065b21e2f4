"""A host as Google starts it, in namespaces of its own: Debian's Python without pip, a metadata server, an index.

Reads from stdin what machine.ts says, runs the startup script as often as asked, and prints what happened as JSON.
Must be started by `unshare --user --map-root-user --net --mount --pid --fork`; it then is the first process there.
"""

import base64
import hashlib
import html
import http.server
import json
import os
import secrets
import socket
import ssl
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

INDEX_HOST = "us-central1-python.pkg.dev"
INDEX_ADDRESS = "127.0.0.1"
OTHER_HOST = "files.example"
OTHER_ADDRESS = "127.0.0.2"
METADATA_HOST = "metadata.google.internal"
METADATA_ADDRESS = "169.254.169.254"
OWN = ["etc", "opt", "root", "run", "tmp", "var"]

assert os.getpid() == 1, "not in namespaces of its own"
spec = json.load(sys.stdin)
faults = spec["faults"]
root = spec["root"]
token = "ya29." + secrets.token_urlsafe(60)
basic = base64.b64encode(f"oauth2accesstoken:{token}".encode()).decode()
traces = [token.encode(), basic.encode(), base64.b64encode(token.encode()).rstrip(b"=")]
report = {"runs": [], "afterwards": [], "index": [], "other": [], "leaks": []}
metadata_requests = 0
attributes = {}
running = None


def sh(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def build_root():
    """A root file system with the machine's /usr, less everything of pip, and nothing else of the machine."""
    for folder in ["usr", "proc", "dev", "etc/ssl/certs", "opt", "root", "run", "tmp", "var/tmp"]:
        os.makedirs(f"{root}/{folder}")
    for name in ["bin", "lib", "lib64", "sbin"]:
        os.symlink(f"usr/{name}", f"{root}/{name}")
    sh("mount", "--rbind", "/usr", f"{root}/usr")
    for folder in ["lib/python3.11/ensurepip", "lib/python3/dist-packages", "share/python-wheels", "local"]:
        if os.path.isdir(f"/usr/{folder}"):
            sh("mount", "-t", "tmpfs", "tmpfs", f"{root}/usr/{folder}")
    sh("mount", "-t", "proc", "proc", f"{root}/proc")
    for name in ["null", "urandom"]:
        open(f"{root}/dev/{name}", "w").close()
        sh("mount", "--bind", f"/dev/{name}", f"{root}/dev/{name}")
    if "disk" in faults:
        sh("mount", "-t", "tmpfs", "-o", f"size={faults['disk']}", "tmpfs", f"{root}/opt")
    etc = {
        "passwd": "root:x:0:0:root:/root:/bin/bash\n",
        "nsswitch.conf": "hosts: files\n",
        "hosts": f"{METADATA_ADDRESS} {METADATA_HOST}\n{INDEX_ADDRESS} {INDEX_HOST}\n{OTHER_ADDRESS} {OTHER_HOST}\n",
    }
    for name, text in etc.items():
        with open(f"{root}/etc/{name}", "w") as file:
            file.write(text)
    if os.path.exists("/etc/ld.so.cache"):
        sh("cp", "/etc/ld.so.cache", f"{root}/etc/")
    with open(f"{root}/startup-script", "w") as file:
        file.write(spec["script"])
    os.chmod(f"{root}/startup-script", 0o755)


def make_certificate():
    """One certificate that the host trusts, for the index and the other host."""
    key, cert = f"{root}/../server.key", f"{root}/etc/ssl/certs/ca-certificates.crt"
    names = f"subjectAltName=DNS:{INDEX_HOST},DNS:{OTHER_HOST}"
    sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
       "-subj", "/CN=test", "-addext", names, "-keyout", key, "-out", cert)
    name = subprocess.check_output(["openssl", "x509", "-in", cert, "-noout", "-subject_hash"], text=True).strip()
    os.symlink("ca-certificates.crt", f"{root}/etc/ssl/certs/{name}.0")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that hangs up


def serve(address, port, handler, context=None):
    server = Server((address, port), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, code, body=b"", **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Metadata(Handler):
    def do_GET(self):
        global metadata_requests
        metadata_requests += 1
        if metadata_requests <= faults.get("slowMetadata", 0):
            time.sleep(8)
        if self.headers.get("Metadata-Flavor") != "Google" or self.headers.get("X-Forwarded-For") is not None:
            return self.answer(403)
        path, _, query = self.path.removeprefix("/computeMetadata/v1").partition("?")
        email = "host@my-project.iam.gserviceaccount.com"
        scopes = ["https://www.googleapis.com/auth/cloud-platform"]
        bearer = {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
        answers = {
            "/instance/attributes/": attributes,
            "/instance/service-accounts/default/": {"aliases": ["default"], "email": email, "scopes": scopes},
            f"/instance/service-accounts/{email}/token": bearer,
            "/instance/service-accounts/default/token": bearer,
            "/universe/universe-domain": "googleapis.com",
            "/universe/universe_domain": "googleapis.com",
            "/project/project-id": "my-project",
        }
        if self.path == "/":
            return self.answer(200, b"computeMetadata/\n", Metadata_Flavor="Google")
        found = answers.get(path)
        if found is None:
            return self.answer(404, Metadata_Flavor="Google")
        body = found if isinstance(found, str) else json.dumps(found)
        kind = "application/text" if isinstance(found, str) else "application/json"
        self.answer(200, body.encode(), Metadata_Flavor="Google", Content_Type=kind)


class Index(Handler):
    def do_GET(self):
        look_for_traces()
        authorized = self.headers.get("Authorization") == f"Basic {basic}"
        report["index"].append({"path": self.path, "token": authorized})
        if not authorized:
            return self.answer(401, WWW_Authenticate='Basic realm="Artifact Registry"')
        fault = faults.get("status", {"code": 0, "times": 0, "path": ""})
        asked = sum(fault["path"] in one["path"] and one["token"] for one in report["index"])
        if fault["path"] in self.path and asked <= fault["times"]:
            return self.answer(fault["code"])
        if faults.get("powerCut", "\n") in self.path and not report["runs"]:
            return os.killpg(running.pid, signal.SIGKILL)
        prefix = "/my-project/python/"
        path = self.path.removeprefix(prefix)
        if path.startswith("simple/"):
            return self.page(path.removeprefix("simple/").rstrip("/"))
        name = path.rsplit("/", 1)[-1]
        if name_and_version(name) not in spec["allowed"]:
            return self.answer(403)
        if "redirect" in faults and not path.startswith("moved/"):
            return self.answer(302, Location=faults["redirect"] + prefix + "moved/" + name)
        self.answer(200, content_of(name), Content_Type="application/octet-stream")

    def page(self, name):
        links = []
        for wheel in sorted(os.listdir(spec["wheels"])):
            if name_and_version(wheel).split("==")[0] != name:
                continue
            digest = hashlib.sha256(wheel.encode() if faults.get("wrongFragment") == name else read(wheel)).hexdigest()
            href = html.escape(f"../../{name}/{urllib.parse.quote(wheel)}#sha256={digest}")
            links.append(f'<a href="{href}" data-requires-python="&gt;=3.7">{wheel}</a><br>')
        if not links:
            return self.answer(404)
        # What is no wheel stands in the list too.
        sdist = f'<a href="../../{name}/{name}-1.0.tar.gz#sha256={"0" * 64}">{name}-1.0.tar.gz</a><a>no link</a>'
        body = f"<!DOCTYPE html><html><body>{sdist}{''.join(links)}</body></html>"
        self.answer(200, body.encode(), Content_Type="text/html")


class Other(Handler):
    """Another host, of somebody else."""

    def do_GET(self):
        report["other"].append({"path": self.path, "headers": str(self.headers)})
        back = faults.get("redirectBack")
        if back is not None:
            return self.answer(302, Location=back + self.path)
        self.answer(200, content_of(self.path.rsplit("/", 1)[-1]))


def read(wheel):
    with open(f"{spec['wheels']}/{wheel}", "rb") as file:
        return file.read()


def content_of(wheel):
    content = read(wheel)
    if name_and_version(wheel).split("==")[0] == faults.get("wrongContent"):
        content += b"!"
    return content


def name_and_version(wheel):
    name, version = wheel.split("-")[:2]
    return name.replace("_", "-").replace(".", "-").lower() + "==" + version


def own_files():
    for folder in OWN:
        for path, folders, files in os.walk(f"{root}/{folder}"):
            for name in [*folders, *files]:
                yield f"{path}/{name}"


def look_for_traces(most=1 << 20):
    """Notes every file of the host that holds the token."""
    for path in own_files():
        try:
            if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) <= most:
                note_traces(path)
        except OSError:
            pass  # gone meanwhile


def watch_processes():
    """Notes every command line and environment that holds the token, twenty times a second."""
    while True:
        for pid in filter(str.isdigit, os.listdir("/proc")):
            for name in ["cmdline", "environ"]:
                try:
                    note_traces(f"/proc/{pid}/{name}")
                except OSError:
                    pass  # gone meanwhile
        time.sleep(0.05)


def note_traces(path):
    with open(path, "rb") as file:
        content = file.read()
    if any(trace in content for trace in traces):
        report["leaks"].append(path.removeprefix(root))


def snapshot():
    """All that the host's disk says of each file."""
    lines = []
    for path in sorted(own_files()):
        stat = os.lstat(path)
        lines.append([path.removeprefix(root), stat.st_ino, stat.st_mode, stat.st_size, stat.st_mtime_ns])
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def run(command):
    global running
    started = time.monotonic()
    running = subprocess.Popen(
        ["/usr/sbin/chroot", root, *command],
        env={"PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    log = running.communicate()[0]
    if any(trace in log for trace in traces):
        report["leaks"].append("log of " + command[0])
    return {"code": running.returncode, "log": log.decode(), "seconds": time.monotonic() - started}


def files():
    """What stands where the script may write, one level deep."""
    folders = ["opt", "opt/private-pypi", "etc", "etc/private-pypi", "root", "tmp", "var/tmp"]
    there = [folder for folder in folders if os.path.isdir(f"{root}/{folder}")]
    return sorted(f"/{folder}/{name}" for folder in there for name in os.listdir(f"{root}/{folder}"))


sh("mount", "-t", "proc", "proc", "/proc")
sh("ip", "link", "set", "lo", "up")
sh("ip", "address", "add", f"{METADATA_ADDRESS}/32", "dev", "lo")
build_root()
context = make_certificate()
serve(METADATA_ADDRESS, 80, Metadata)
serve(INDEX_ADDRESS, 443, Index, context)
serve(OTHER_ADDRESS, 443, Other, context)
serve(OTHER_ADDRESS, 80, Other)
threading.Thread(target=watch_processes, daemon=True).start()

report["withoutPip"] = [run(["/usr/bin/python3", "-m", name])["log"] for name in ["pip", "ensurepip", "keyring"]]
try:
    socket.create_connection(("192.0.2.1", 443), timeout=2)
    report["outside"] = "reached"
except OSError as problem:
    report["outside"] = problem.strerror
report["before"] = files()
for attributes in spec["boots"]:
    report["runs"].append({**run(["/startup-script"]), "snapshot": snapshot(), "files": files()})
for command in spec["afterwards"]:
    report["afterwards"].append(run(command))
look_for_traces(most=1 << 30)
json.dump(report, sys.stdout)
