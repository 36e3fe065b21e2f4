import type { Command } from "commander";
import type * as StaticIndex from "../static-index";
import { answer } from "./output";
import { repeatable } from "./repeatable";

interface ManifestFlags {
  readonly bucket: string;
  readonly image: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly replicas?: string;
  readonly googleApis?: readonly string[];
}

const EXAMPLES = `
Examples:
  private-pypi index-manifests --bucket my-packages \\
    --image us-central1-docker.pkg.dev/my-project/docker-hub/nginxinc/nginx-unprivileged@sha256:… > index.yaml
  kubectl apply -f index.yaml

  # the pods of a namespace may ask http://package-index.package-index/simple/
  kubectl label namespace my-apps package-index/client=true
  # a person asks http://localhost:8080/simple/
  kubectl port-forward --namespace package-index service/package-index 8080:80

The bucket's reader is the service account of Kubernetes, by workload identity; let it read:
  POOL=principal://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/my-project.svc.id.goog
  gcloud storage buckets add-iam-policy-binding gs://my-packages --role roles/storage.objectViewer \\
    --member $POOL/subject/ns/package-index/sa/package-index

The cluster needs the Cloud Storage FUSE CSI driver, workload identity and, for the policy to count,
network policies (Dataplane V2).`;

/** Adds `private-pypi index-manifests`, which prints what serves an index in a bucket from GKE. */
export function addIndexManifests(program: Command): void {
  program
    .command("index-manifests")
    .summary("print the Kubernetes manifests that serve a bucket's index from GKE")
    .description(
      "Prints the Kubernetes manifests that serve the index in a bucket from GKE, without a privileged pod " +
        "and without passwords.",
    )
    .requiredOption("--bucket <name>", "the bucket, without gs://")
    .requiredOption("--image <name@sha256:digest>", "nginx without privileges, by its digest")
    .option("--namespace <name>", "the namespace (default: package-index)")
    .option("--name <name>", "of the deployment, the service and its account (default: package-index)")
    .option("--replicas <count>", "how many pods there are (default: 2)")
    .addOption(
      repeatable(
        "--google-apis <range>",
        "where Google's APIs are reached (can be repeated; default: restricted.googleapis.com)",
      ),
    )
    .addHelpText("after", EXAMPLES)
    .action(({ bucket, image, namespace, name, replicas, googleApis }: ManifestFlags) => {
      const { KubernetesManifests } = require("../static-index") as typeof StaticIndex;
      answer(
        KubernetesManifests.text({
          bucketName: bucket,
          image,
          ...(namespace !== undefined && { namespace }),
          ...(name !== undefined && { name }),
          ...(replicas !== undefined && { replicas: Number(replicas) }),
          ...(googleApis !== undefined && { googleApisRanges: googleApis }),
        }),
      );
    });
}
