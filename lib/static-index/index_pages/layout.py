"""Where things are in a folder or a bucket."""

PAGES = "simple/"
PAGE_NAMES = ("index.html", "index.json")
METADATA_ENDING = ".metadata"  # PEP 658: beside the file
YANKED_ENDING = ".yanked"  # a file of this name beside a distribution withdraws it; its text is the reason
STATE = "state/index"  # what is known of each file, so that it is read once
LISTED = "state/listed/"  # an empty file for each that a page lists, by its path: nothing else is served
OWN_FOLDERS = (PAGES, "state/", "programs/")
LONGEST_PATH = 1_000  # bytes: names of objects end at 1,024, and what is generated has longer ones
