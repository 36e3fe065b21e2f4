import type { Validator } from "../core/validator";

/** What a name must match, and what is allowed in words: the last two arguments of `Validator.matches`. */
export type NameRule = readonly [pattern: RegExp, allowed: string];

/** The form of names that many services share. */
export class GoogleNames {
  /** @see https://cloud.google.com/resource-manager/docs/creating-managing-projects */
  public static readonly PROJECT: NameRule = [
    /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    "must be a project id: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter",
  ];

  public static readonly PROJECT_NUMBER: NameRule = [/^[1-9][0-9]{5,20}$/, "must be the project's number, not its id"];

  /** Of Artifact Registry. @see https://cloud.google.com/artifact-registry/docs/repositories/repo-locations */
  public static readonly LOCATION: NameRule = [
    /^(?:asia|europe|us|[a-z]+-[a-z]+[1-9][0-9]?)$/,
    "must be a region such as us-central1, or asia, europe or us",
  ];

  /** Of most services. @see https://cloud.google.com/about/locations */
  public static readonly REGION: NameRule = [/^[a-z]+-[a-z]+[1-9][0-9]?$/, "must be a region such as us-central1"];

  /** Of Cloud Storage, in any case. @see https://cloud.google.com/storage/docs/locations */
  public static readonly BUCKET_LOCATION: NameRule = [
    /^(?:asia|eu|us|(?:asia|eur|nam)[1-9][0-9]?|[a-z]+-[a-z]+[1-9][0-9]?)$/i,
    "must be a region such as us-central1, a dual-region such as nam4, or asia, eu or us",
  ];

  /** @see https://cloud.google.com/compute/docs/regions-zones */
  public static readonly ZONE: NameRule = [/^[a-z]+-[a-z]+[1-9][0-9]?-[a-z]$/, "must be a zone such as us-central1-b"];

  /** @see https://cloud.google.com/kms/docs/getting-resource-ids */
  public static readonly CRYPTO_KEY: NameRule = [
    /^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/,
    "must be projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY, without a version",
  ];

  /** Notes what is wrong with where a regional resource is that exists already. */
  public static validatePlace(
    validator: Validator,
    place: { readonly location: string; readonly project: string },
  ): void {
    validator.requires("location", place.location, ...GoogleNames.REGION);
    validator.requires("project", place.project, ...GoogleNames.PROJECT);
  }

  /**
   * Notes what is wrong with labels.
   *
   * @see https://cloud.google.com/resource-manager/docs/labels-overview#requirements
   */
  public static validateLabels(validator: Validator, labels: Readonly<Record<string, string>> = {}): void {
    const entries = Object.entries(labels);
    if (entries.length > 64) validator.problem(`labels: ${entries.length} of them; at most 64 are allowed`);
    for (const [key, value] of entries) {
      validator.matches(
        "label key",
        key,
        /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u,
        'must be at most 63 lower-case letters, digits, "_" and "-", beginning with a letter',
      );
      validator.matches(
        `label ${JSON.stringify(key)}`,
        value,
        /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u,
        'must be at most 63 lower-case letters, digits, "_" and "-"',
      );
    }
  }
}
