"""Makes COUNT wheels in FOLDER, five of a project, with so many bytes in each: FOLDER COUNT BYTES [FIRST]."""

import os
import random
import sys
import zipfile

folder, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
WHEEL = "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
body = random.Random(1).randbytes(size)
os.makedirs(folder, exist_ok=True)
for number in range(first, first + count):
    name, version = f"project_{number // 5:06d}", f"1.{number % 5}"
    fields = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.8\n"
    metadata = fields + "\n" + "Of the description.\n" * 50
    with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, content in (
            (f"{name}/__init__.py", body + str(number).encode()),
            (f"{name}-{version}.dist-info/METADATA", metadata),
            (f"{name}-{version}.dist-info/WHEEL", WHEEL),
            (f"{name}-{version}.dist-info/RECORD", ""),
        ):
            archive.writestr(zipfile.ZipInfo(path), content)
