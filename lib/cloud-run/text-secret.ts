import { createHash } from "node:crypto";
import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { Construct } from "constructs";
import { literalText } from "../core/literal-text";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import type { MountContext } from "./volume-mount";

/** A text that is kept in Secret Manager, for Cloud Run to mount it as a file. */
export class TextSecret extends Construct {
  public readonly secretResource: SecretManagerSecret;
  public readonly secretId: string;
  /** The number of the version that holds this text. */
  public readonly version: string;

  constructor(
    scope: Construct,
    path: string,
    text: string,
    { workloadName, workloadKind, project, location, dependsOn }: MountContext,
  ) {
    super(Namespace.within(scope, "Files"), path.replaceAll("/", "|"));
    // A service and a job may have one name.
    const place = `${location} ${path}${workloadKind === "job" ? " job" : ""}`;
    this.secretId = `${workloadName}-file-${createHash("sha256").update(place).digest("hex").slice(0, 8)}`;
    this.secretResource = new SecretManagerSecret(this, "Resource", {
      secretId: this.secretId,
      project,
      replication: { userManaged: { replicas: [{ location }] } },
      dependsOn: Ordering.dependsOn(dependsOn),
    });
    const version = new SecretManagerSecretVersion(this, "Version", {
      secret: this.secretResource.id,
      secretData: literalText(text),
      // The old text is there until nothing mounts it any more.
      lifecycle: { createBeforeDestroy: true },
    });
    Ordering.replacedWith(version, this.secretResource);
    this.version = version.version;
  }
}
