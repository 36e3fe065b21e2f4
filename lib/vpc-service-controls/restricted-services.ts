/**
 * Services that a perimeter restricts, so that they are reached from inside only.
 *
 * @see https://cloud.google.com/vpc-service-controls/docs/supported-products
 */
export class RestrictedServices {
  /**
   * What pipelines, builds and the registry use. A service that is left out is a way out of the perimeter.
   *
   * - `aiplatform`, `notebooks`: where pipelines run,
   *   https://cloud.google.com/vertex-ai/docs/general/vpc-service-controls
   * - `artifactregistry`, `containeranalysis`, `containerscanning`:
   *   https://cloud.google.com/artifact-registry/docs/securing-with-vpc-sc
   * - `cloudbuild`: https://cloud.google.com/build/docs/private-pools/using-vpc-service-controls
   * - `run`: https://cloud.google.com/run/docs/securing/using-vpc-service-controls
   * - `storage`, `bigquery`, `secretmanager`, `cloudkms`, `pubsub`: where data can be taken to
   * - `logging`, `monitoring`: logs and metrics hold data as well
   * - `compute`, `dns`, `servicenetworking`: what networks are made of
   * - `iam`, `iamcredentials`, `sts`, `cloudscheduler`, `workflows`, `eventarc`: who starts what
   */
  public static pipelines(): string[] {
    return [
      "aiplatform",
      "artifactregistry",
      "bigquery",
      "cloudbuild",
      "cloudkms",
      "cloudscheduler",
      "compute",
      "containeranalysis",
      "containerscanning",
      "dns",
      "eventarc",
      "iam",
      "iamcredentials",
      "logging",
      "monitoring",
      "notebooks",
      "pubsub",
      "run",
      "secretmanager",
      "servicenetworking",
      "storage",
      "sts",
      "workflows",
    ].map((name) => `${name}.googleapis.com`);
  }
}
