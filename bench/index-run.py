"""Runs a command, and prints what it needed as JSON: seconds, seconds of the processor, and MiB at the peak."""

import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
seconds = time.monotonic() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
processor = used.ru_utime + used.ru_stime
said = ended.stderr[-500:]
found = {"code": ended.returncode, "said": said, "seconds": seconds, "processor": processor, "memory": peak}
print(json.dumps(found))
