"""Runs the program in a folder if it is the one that the deployment holds: DIGEST FOLDER NAME [ARGUMENT]...

Whoever can change objects in the bucket could run as the job otherwise. What is run are the bytes that were digested.
"""

import hashlib
import os
import runpy
import sys
import tempfile

expected, folder, program = sys.argv[1:4]
found = {}
for place, _, names in os.walk(folder):
    for name in names:
        with open(os.path.join(place, name), "rb") as file:
            found[os.path.relpath(file.name, folder)] = file.read()
digest = hashlib.sha256()
for name in sorted(found):
    digest.update(b"%s\0%d\0%s" % (os.fsencode(name), len(found[name]), found[name]))
if digest.hexdigest() != expected:
    sys.exit(f"error: {folder}: what is there is not the program that was deployed; deploy it again")
with tempfile.TemporaryDirectory() as own:
    for name, content in found.items():
        os.makedirs(os.path.dirname(os.path.join(own, name)), exist_ok=True)
        with open(os.path.join(own, name), "xb") as file:
            file.write(content)
    os.chdir(own)
    sys.argv[:] = sys.argv[3:]
    runpy.run_path(program, run_name="__main__")
