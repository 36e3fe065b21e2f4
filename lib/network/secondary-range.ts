/**
 * A secondary range of a subnet.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips
 */
export class SecondaryRange {
  /** For whatever purpose, for example the services of a GKE cluster. */
  public static of(rangeName: string, ipCidrRange: string): SecondaryRange {
    return new SecondaryRange(rangeName, ipCidrRange, 1);
  }

  /** For the pods of a GKE cluster, of which each node takes a /24 (110 pods at the most). */
  public static pods(rangeName: string, ipCidrRange: string): SecondaryRange {
    return new SecondaryRange(rangeName, ipCidrRange, 256);
  }

  private constructor(
    public readonly rangeName: string,
    public readonly ipCidrRange: string,
    /** How many addresses each node takes at once. */
    public readonly addressesPerNode: number,
  ) {}
}
