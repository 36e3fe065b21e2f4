import type { CloudbuildTriggerBuildAvailableSecrets } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Namespace } from "../core/namespace";
import type { Validator } from "../core/validator";
import { Grant } from "../iam/grant";
import type { IServiceAccount } from "../iam/service-account";
import { secretVariable } from "./image-steps";
import { SecretVersionName } from "../project/secret-version-name";

/** A secret that a Dockerfile mounts. */
export interface BuildSecret {
  /** What the Dockerfile calls it: `RUN --mount=type=secret,id=deploy-key,target=/root/.ssh/id_ed25519`. */
  readonly id: string;
  /** Where it is: `projects/P/secrets/S/versions/1`. The secret itself goes into no code, plan or state. */
  readonly secretVersion: string;
}

/** The index's own. */
const TAKEN = "netrc";
/** @see https://cloud.google.com/secret-manager/docs/access-control */
const ACCESSOR = "roles/secretmanager.secretAccessor";

/** The secrets of one build. @jsii ignore @internal */
export class BuildSecrets {
  public static of(validator: Validator, secrets: readonly BuildSecret[]): BuildSecrets {
    const read = secrets.flatMap(({ id, secretVersion }, at) => {
      validator.requires(
        "secrets id",
        id,
        /^[a-z][a-z0-9-]{0,40}$/,
        'must be at most 41 lower-case letters, digits and "-"',
      );
      if (id === TAKEN) validator.problem(`secrets ${JSON.stringify(id)}: is what index gives; give it another id`);
      if (secrets.findIndex((one) => one.id === id) < at)
        validator.problem(`secrets ${JSON.stringify(id)}: is there twice; give one another id`);
      const version = SecretVersionName.read(validator, `secrets ${JSON.stringify(id)}`, secretVersion);
      return version === undefined ? [] : [{ id, secretVersion, version }];
    });
    return new BuildSecrets(read);
  }

  private constructor(private readonly secrets: readonly (BuildSecret & { readonly version: SecretVersionName })[]) {}

  public get ids(): readonly string[] {
    return this.secrets.map(({ id }) => id);
  }

  public get versions(): readonly string[] {
    return this.secrets.map(({ secretVersion }) => secretVersion);
  }

  public toTerraform(): CloudbuildTriggerBuildAvailableSecrets | undefined {
    if (this.secrets.length === 0) return undefined;
    return {
      secretManager: this.secrets.map(({ id, secretVersion }) => ({
        env: secretVariable(id),
        versionName: secretVersion,
      })),
    };
  }

  /** Lets the build's account read them, and them alone. */
  public grantAccess(build: Construct, account: IServiceAccount): readonly TerraformResource[] {
    return this.secrets.map(({ version: { project, secret } }) => {
      const holder = Namespace.within(Namespace.within(build, "Secrets"), `${project}|${secret}`);
      return Grant.once(
        holder,
        ACCESSOR,
        account,
        (scope, id) =>
          new SecretManagerSecretIamMember(scope, id, {
            project,
            secretId: secret,
            role: ACCESSOR,
            member: account.member,
          }),
      ).resource;
    });
  }
}
