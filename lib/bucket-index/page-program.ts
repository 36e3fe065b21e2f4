import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StorageBucketObject } from "@cdktf/provider-google/lib/storage-bucket-object";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { literalText } from "../core/literal-text";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import type { AllowedPackages } from "../packages";
import { formatAllowList } from "../packages/allow-list-report";
import { IndexProgram } from "../static-index";
import type { IBucket } from "../storage";

/** Where nginx serves nothing from, which the program itself passes over, and where its job cannot write. */
const FOLDER = "programs";
// As far from dist/bucket-index/ as from lib/bucket-index/.
const RUNNER = join(__dirname, "../../lib/bucket-index/run_program.py");
const PROGRAM = "index_pages";
const ALLOWED = "allowed.json";

/** What a run of the page program is made of. */
export interface PageProgramProps {
  readonly bucket: IBucket;
  /** @default - pages list whatever is in the bucket */
  readonly allowedPackages?: AllowedPackages;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The program that writes the pages, and the allow list that it goes by, as objects in the bucket itself: under a name
 * that is a digest of all of it, so that what runs is what the plan shows, and another program is another name. The job
 * compares the digest itself before it runs anything.
 */
export class PageProgram extends Construct {
  public readonly objects: readonly TerraformResource[];
  private readonly digest: string;
  private readonly hasAllowList: boolean;

  constructor(scope: Construct, id: string, { bucket, allowedPackages, dependsOn }: PageProgramProps) {
    super(scope, id);
    const files = filesOf(allowedPackages);
    this.digest = digestOf(files);
    this.hasAllowList = allowedPackages !== undefined;
    // Another program is other resources, so that it is there before the job is told its name. The old ones stay in the
    // bucket: Terraform would take them away before the job knows of the new ones, and an apply that ends just then
    // would leave a job that can run nothing.
    const holder = Namespace.within(this, this.digest);
    this.objects = files.map(({ name, content }) => {
      const object = new StorageBucketObject(holder, name.replace("/", "|"), {
        bucket: bucket.bucketName,
        name: `${FOLDER}/${this.digest}/${name}`,
        content: literalText(content),
        contentType: "text/plain; charset=utf-8",
        deletionPolicy: "ABANDON",
        dependsOn: Ordering.dependsOn(dependsOn),
      });
      if (bucket.bucketResource === undefined) return object;
      Ordering.after(object, bucket.bucketResource);
      Ordering.replacedWith(object, bucket.bucketResource);
      return object;
    });
  }

  /** How it is run where the bucket is mounted at `root`. -I, -S: nothing but Python itself is loaded. */
  public command(root: string, bucketName: string): string[] {
    const program = [this.digest, `${root}/${FOLDER}/${this.digest}`, PROGRAM];
    const allow = this.hasAllowList ? ["--allow", ALLOWED] : [];
    const runner = literalText(readFileSync(RUNNER, "utf8"));
    return ["python3", "-I", "-S", "-B", "-c", runner, ...program, ...allow, "--", `gs://${bucketName}`];
  }
}

interface ProgramFile {
  readonly name: string;
  readonly content: string;
}

function filesOf(allowedPackages: AllowedPackages | undefined): readonly ProgramFile[] {
  const program = readdirSync(IndexProgram.FOLDER)
    .filter((name) => name.endsWith(".py"))
    .sort()
    .map((name) => ({ name: `${PROGRAM}/${name}`, content: readFileSync(join(IndexProgram.FOLDER, name), "utf8") }));
  if (allowedPackages === undefined) return program;
  // "allowed.json" comes before "index_pages/": in the order of their names, as the job digests them.
  return [{ name: ALLOWED, content: formatAllowList(allowedPackages, "json") }, ...program];
}

function digestOf(files: readonly ProgramFile[]): string {
  const digest = createHash("sha256");
  for (const { name, content } of files) digest.update(`${name}\0${Buffer.byteLength(content)}\0${content}`);
  return digest.digest("hex");
}
