"""Writes the pages of the simple API for the Python distributions in a folder or a bucket.

It needs Python 3.9 and no package beyond Python itself. The files stay where they are; `simple/` and `state/` are its
own, and beside each wheel it writes the wheel's metadata. A file FILE.yanked beside FILE withdraws that distribution.
It exits with 0, with 1 where a distribution is not listed since something is wrong with it, and with 2 where nothing
was done.
"""

import argparse
import os
import sys
import time

from allow_list import AllowList
from folder_store import Changed, Failure, FolderStore
from index_run import IndexRun

MOST_RUNS = 10  # each starts anew since another run, or an upload, came between


def main():
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="index_pages", description=__doc__, formatter_class=plain)
    parser.add_argument("place", help="a folder, or gs://BUCKET")
    allow_help = "list only what this allow list holds (as `private-pypi allow --format json` prints it)"
    parser.add_argument("--allow", metavar="FILE", help=allow_help)
    options = parser.parse_args()
    try:
        return bring_up_to_date(options.place, options.allow)
    except Failure as why:
        return failed(str(why))
    except OSError as why:
        return failed(f"{options.place}: {why}")


def bring_up_to_date(place, allow):
    allowed = None
    if allow is not None:
        try:
            with open(allow, encoding="utf-8") as file:
                allowed = AllowList.parse(file.read())
        except (ValueError, KeyError, TypeError) as why:
            raise Failure(f"{allow}: {why}") from None
    for _ in range(MOST_RUNS):
        told = []
        run = IndexRun(store_of(place, lambda *one: told.append(one)), allowed, lambda *one: told.append(one))
        try:
            with run.store.locked():
                run.bring_up_to_date()
        except (Changed, FileNotFoundError):
            time.sleep(os.getpid() % 20 / 10)
            continue
        for path, why in sorted(told):
            print(f"{path!r}: {why}", file=sys.stderr)
        print(
            f"{run.listed} distributions listed, {run.not_allowed} not allowed, {run.wrong} wrong;"
            f" {run.read} read, {run.written} files written, {run.deleted} deleted"
        )
        return 1 if run.wrong else 0
    raise Failure(f"{place}: others wrote there each time that the pages were about to be written; try again later")


def store_of(place, report):
    if not place.startswith("gs://"):
        if not os.path.isdir(place):
            raise Failure(f"{place!r}: there is no such folder")
        return FolderStore(place, report)
    bucket = place.removeprefix("gs://").rstrip("/")
    if not bucket or "/" in bucket:
        raise Failure(f"{place!r}: give a whole bucket, as gs://BUCKET")
    from bucket_store import BucketStore  # a folder needs none of what it loads

    return BucketStore(bucket)


def failed(why):
    print(f"error: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
