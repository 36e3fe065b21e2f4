"""Copies the Python distributions of a folder, a bucket or an index into a standard repository of Artifact Registry.

It asks the repository what is there and copies what is missing, so that it may be ended and run again at any time;
nothing is copied twice. At its end it asks once more, and compares hashes. It needs Python 3.9 and no package beyond
Python itself.
It exits with 0, with 1 where a file was refused or is not there in the end, and with 2 where it did not end well:
what was copied until then stays, and is said.
"""

import argparse
import concurrent.futures
import os
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
# The pages and the copies go by the same rules: what a file is called, what it says of itself, and how it is uploaded.
sys.path[1:1] = [os.path.join(HERE, "../index_pages"), os.path.join(HERE, "../../cloud-build")]

import fill_repository  # noqa: E402
from allow_list import AllowList  # noqa: E402
from folder_store import Changed, Failure  # noqa: E402
from sources import source_of  # noqa: E402
from storage_calls import Token  # noqa: E402

WORKERS = int(os.environ.get("WORKERS", "8"))


def main():
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="migrate_files", description=__doc__, formatter_class=plain)
    source_help = "a folder, gs://BUCKET, or the address of an index, as http://localhost:8080/simple/"
    parser.add_argument("source", help=source_help)
    parser.add_argument("--repository", required=True, metavar="projects/P/locations/L/repositories/R")
    parser.add_argument("--upload-url", required=True)
    parser.add_argument("--allow", metavar="FILE", help="copy only what this allow list holds")
    parser.add_argument("--dry-run", action="store_true", help="say what would be copied, and copy nothing")
    options = parser.parse_args()
    if "TOKEN_URL" not in os.environ:
        fill_repository.TOKEN = OwnToken()
    target = {"repository": options.repository, "upload_url": options.upload_url}
    migration = None
    try:
        migration = Migration(source_of(options.source, allowed_of(options.allow)), target)
        return migration.run(options.dry_run)
    except Failure as why:
        return failed(str(why), migration)
    except Changed as why:
        return failed(f"{options.source}: {str(why)!r} was changed meanwhile", migration)
    except fill_repository.Refused as why:
        return failed(f"the repository cannot be read: {why}", migration)
    except OSError as why:
        return failed(f"{options.source}: {why}", migration)
    except KeyboardInterrupt:
        return failed("interrupted", migration)


def allowed_of(path):
    if path is None:
        return AllowList()
    try:
        with open(path, encoding="utf-8") as file:
            return AllowList.parse(file.read())
    except (ValueError, KeyError, TypeError) as why:
        raise Failure(f"{path}: {why}") from None


class OwnToken:
    """That of the machine's account or of gcloud's user, as the pages are written with."""

    def __init__(self):
        self.get = Token().value


class Migration:
    """One run, and what it did."""

    def __init__(self, source, target):
        self.source, self.target = source, target
        self.lock = threading.Lock()
        self.copied, self.refused = 0, 0

    def run(self, is_dry):
        distributions = list(self.source.distributions())
        digests, _ = fill_repository.stored(self.target)
        missing, there = [], []
        for one in distributions:
            if is_there(one, digests):
                there.append(one)
            elif one.name in digests:
                self.refuse(
                    one.path,
                    f"the repository has it with another content (SHA-256 {digests[one.name]}, here {one.sha256}); "
                    "delete that version there, or the file here",
                )
            else:
                missing.append(one)
        for path, why in sorted(self.source.wrong):
            self.refuse(path, why)
        for path, why in sorted(self.source.left_out):
            self.tell(f"left out  {path!r}: {why}")
        for one in there:
            self.tell(f"there     {one.name}")
        if is_dry:
            for one in missing:
                self.tell(f"to copy   {one.name} {one.sha256}")
            print(
                f"{len(missing)} files to copy, {len(there)} are there, {self.refused} refused, "
                f"{len(self.source.left_out)} left out; nothing was copied"
            )
            return 1 if self.refused else 0
        self.copy(missing)
        sure = self.verified(there + missing)
        print(
            f"{self.copied} files copied, {len(there)} were there, {self.refused} refused, "
            f"{len(self.source.left_out)} left out; {sure} are in the repository with the hashes of the source"
        )
        return 1 if self.refused else 0

    def copy(self, distributions):
        with tempfile.TemporaryDirectory() as folder:
            pool = concurrent.futures.ThreadPoolExecutor(WORKERS)
            try:
                for done in [pool.submit(self.copy_one, one, folder) for one in distributions]:
                    done.result()
            finally:
                # What was begun ends; what was not is for the next run.
                pool.shutdown(wait=True, cancel_futures=True)

    def copy_one(self, one, folder):
        try:
            path = self.source.fetch(one, folder)
            try:
                release = {"name": one.project, "version": one.version}
                fill_repository.upload(self.target, path, one.name, release, one.sha256)
            finally:
                os.unlink(path)
        except fill_repository.Refused as why:
            # Another run may have been quicker, or the answer to this upload was lost.
            if why.code in (400, 409) and is_there(one, fill_repository.stored(self.target)[0]):
                return
            self.refuse(one.path, str(why))
            return
        with self.lock:
            self.copied += 1
        self.tell(f"copied    {one.name} {one.sha256}")

    def verified(self, distributions):
        """How many are in the repository with the hashes that they have here; the others are told."""
        digests, _ = fill_repository.stored(self.target)
        lost = [one for one in distributions if not is_there(one, digests)]
        for one in lost:
            self.tell(f"not there {one.name}: has {digests.get(one.name)} in the repository, and {one.sha256} here")
        with self.lock:
            self.refused += len([one for one in lost if one.path not in self.source.refused])
        return len(distributions) - len(lost)

    def refuse(self, path, why):
        with self.lock:
            self.refused += 1
            self.source.refused.add(path)
        self.tell(f"refused   {path!r}: {why}")

    def tell(self, text):
        with self.lock:
            print(text, flush=True)


def is_there(one, digests):
    return digests.get(one.name) == one.sha256


def failed(why, migration=None):
    """What was done before stays done, and is said."""
    print(f"error: {why}", file=sys.stderr)
    if migration is not None and migration.copied > 0:
        print(
            f"{migration.copied} files were copied before, and are not compared yet;"
            " run it again: it copies the rest, and compares all",
            file=sys.stderr,
        )
    return 2


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.stderr.reconfigure(errors="replace")
    sys.exit(main())
