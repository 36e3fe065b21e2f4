import { join } from "node:path";

/**
 * The program that writes the pages of the simple API for the distributions in a folder or a bucket: a folder that `python3` (3.9 or
 * newer) runs as it is, without any package beyond Python itself.
 */
export class IndexProgram {
  // As far from dist/static-index/ as from lib/static-index/.
  public static readonly FOLDER = join(__dirname, "../../lib/static-index/index_pages");

  /** Its files, of which `__main__.py` is what runs. */
  public static readonly FILES: string[] = [
    "__main__.py",
    "bucket_store.py",
    "folder_store.py",
    "index_run.py",
    "metadata.py",
    "names.py",
    "pages.py",
  ];
}
