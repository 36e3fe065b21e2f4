import { basename, relative } from "node:path";

/**
 * A place in a lock file for a Terraform document: as a path from the working directory, which is the same on every
 * machine.
 */
export function shownOrigin(origin: string): string {
  const path = relative(process.cwd(), origin).replaceAll("\\", "/");
  // Terraform would take what stands between braces for an expression.
  return (path.startsWith("..") ? basename(origin) : path).replace(/([$%])\{/g, "$1$1{");
}
