import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StorageBucketObject } from "@cdktf/provider-google/lib/storage-bucket-object";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { Ordering } from "../core/ordering";
import type { IBucket } from "../storage";
import type { BuildContext } from "./build-context";

/** The archive of a folder as an object, named after its content. */
export class ContextObject extends Construct {
  public readonly resource: StorageBucketObject;

  /** @param name what the object's name begins with */
  constructor(scope: Construct, id: string, bucket: IBucket, name: string, context: BuildContext) {
    super(scope, id);
    const asset = new TerraformAsset(this, "Archive", {
      path: stored(context),
      type: AssetType.FILE,
      assetHash: context.hash,
    });
    this.resource = new StorageBucketObject(this, "Resource", {
      bucket: bucket.bucketName,
      name: `${name}/${context.hash}.tar.gz`,
      source: asset.path,
      contentType: "application/gzip",
    });
    if (bucket.bucketResource === undefined) return;
    Ordering.after(this.resource, bucket.bucketResource);
    Ordering.replacedWith(this.resource, bucket.bucketResource);
  }
}

/** The archive as a file, from which synth copies it. Others may write the same one at the same time. */
function stored({ hash, archive }: BuildContext): string {
  const folder = join(tmpdir(), `private-pypi-contexts-${process.getuid?.() ?? 0}`, hash);
  const path = join(folder, "context.tar.gz");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, randomUUID());
  writeFileSync(draft, archive);
  renameSync(draft, path);
  if (!existsSync(path)) throw new Error(`cannot write ${path}`);
  return path;
}
