import { createHash } from "node:crypto";
import { Token } from "cdktf";
import { Given } from "../core/given";
import type { Kind } from "../core/given";
import { GoogleNames } from "../project/google-names";
import type { Validator } from "../core/validator";
import { IpAddress } from "../core/ip-range";
import type { WrittenRange } from "./subnet-ranges";

/** Domains of Google beside those that the library's own services need (`googleapis.com`, `pkg.dev`, `gcr.io`). */
export enum GoogleDomain {
  /**
   * Cloud Run. Anyone's service answers there, a stranger's too: whoever may reach it has a way out of the network.
   */
  RUN_APP = "run.app",
  /** Google's own apt repositories. They are not among the services of VPC Service Controls. */
  PACKAGES_CLOUD_GOOGLE_COM = "packages.cloud.google.com",
}

/** Which of Google's APIs an endpoint of Private Service Connect leads to. */
export enum ApiBundle {
  /** Those that VPC Service Controls supports, as `restricted.googleapis.com`. */
  VPC_SC = "vpc-sc",
  /** Most of them, as `private.googleapis.com`. */
  ALL_APIS = "all-apis",
}

export interface GoogleApisOptions {
  /** What else of Google is reached in this way. @default - googleapis.com, pkg.dev and gcr.io only */
  readonly additionalDomains?: GoogleDomain[];
  /**
   * Whether hosts reach them over IPv6 too. It needs a subnet with IPv6, which only an imported network has.
   *
   * @default false
   */
  readonly ipv6?: boolean;
}

export interface PrivateServiceConnectOptions {
  /** What else of Google is reached in this way. @default - googleapis.com, pkg.dev and gcr.io only */
  readonly additionalDomains?: GoogleDomain[];
  /** @default ApiBundle.VPC_SC */
  readonly bundle?: ApiBundle;
  /**
   * 1 to 20 lower-case letters and digits, beginning with a letter; unique in the project.
   *
   * @default - made of the network's name
   */
  readonly endpointName?: string;
  /**
   * The region of Service Directory in which the endpoint is registered; all endpoints of a network in the same one. An
   * organisation that restricts locations may have to name another. Another region replaces the endpoint.
   *
   * @default "us-central1", as Google has it
   */
  readonly serviceDirectoryRegion?: string;
}

/** The addresses of one family under which Google's APIs answer. @internal @jsii ignore */
export interface GoogleApisAddresses {
  readonly family: 4 | 6;
  readonly range: string;
  readonly addresses: string[];
}

/** An endpoint of Private Service Connect that is to be made. @internal @jsii ignore */
export interface EndpointSettings {
  readonly address: string;
  readonly bundle: ApiBundle;
  readonly endpointName?: string;
  readonly serviceDirectoryRegion: string;
}

/** Served in every mode, and needed by what this library deploys. */
const DOMAINS = ["googleapis.com", "pkg.dev", "gcr.io"];

/**
 * How hosts without an external address reach Google's APIs. All of Google's customers are behind each of these
 * addresses: a network cannot tell your buckets from those of a stranger, only a perimeter of VPC Service Controls can.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#domain-options
 */
export class GoogleApisAccess {
  /** @internal @jsii ignore */
  public static readonly KIND: Kind = {
    text: "a GoogleApisAccess, for example GoogleApisAccess.restricted()",
    has: "domains",
  };

  /**
   * By `restricted.googleapis.com`, which serves only what VPC Service Controls supports; Artifact Registry, Cloud
   * Storage and Vertex AI are among that, Google Workspace, Maps and `packages.cloud.google.com` are not.
   */
  public static restricted(options: GoogleApisOptions = {}): GoogleApisAccess {
    return GoogleApisAccess.virtualAddresses("restricted", 4, "2600:2d00:2:1000::", options);
  }

  /**
   * By `private.googleapis.com`, which serves most of Google's APIs, whether VPC Service Controls supports them or not.
   */
  public static private(options: GoogleApisOptions = {}): GoogleApisAccess {
    return GoogleApisAccess.virtualAddresses("private", 8, "2600:2d00:2:2000::", options);
  }

  /**
   * By an endpoint of Private Service Connect on an address of your own, which is made. It works without any route, and
   * needs the API of Service Directory beside those of Compute Engine and Cloud DNS.
   *
   * @param address one private IPv4 address that is in no subnet's range, for example `10.255.255.254`
   * @see https://cloud.google.com/vpc/docs/about-accessing-google-apis-endpoints
   */
  public static privateServiceConnect(address: string, options: PrivateServiceConnectOptions = {}): GoogleApisAccess {
    const {
      bundle = ApiBundle.VPC_SC,
      endpointName,
      additionalDomains,
      serviceDirectoryRegion = "us-central1",
    } = Given.options("options", options);
    return new GoogleApisAccess(
      `privateServiceConnect("${address}")`,
      [{ family: 4, range: `${address}/32`, addresses: [address] }],
      bundle === ApiBundle.VPC_SC,
      undefined,
      { address, bundle, endpointName, serviceDirectoryRegion },
      additionalDomains,
    );
  }

  /** Both sets of addresses are four in a row and one range of IPv6. */
  private static virtualAddresses(
    mode: "restricted" | "private",
    last: number,
    ipv6: string,
    options: GoogleApisOptions,
  ): GoogleApisAccess {
    const addresses: GoogleApisAddresses[] = [
      {
        family: 4,
        range: `199.36.153.${last}/30`,
        addresses: [0, 1, 2, 3].map((offset) => `199.36.153.${last + offset}`),
      },
    ];
    if (Given.options("options", options).ipv6 === true)
      addresses.push({ family: 6, range: `${ipv6}/64`, addresses: [ipv6] });
    return new GoogleApisAccess(
      `${mode}()`,
      addresses,
      mode === "restricted",
      `${mode}.googleapis.com`,
      undefined,
      options.additionalDomains,
    );
  }

  private constructor(
    /** The factory, for messages. @internal @jsii ignore */
    public readonly mode: string,
    /** @internal @jsii ignore */
    public readonly addresses: GoogleApisAddresses[],
    /** Whether it serves only what VPC Service Controls supports. @internal @jsii ignore */
    public readonly isRestricted: boolean,
    /**
     * The name under `googleapis.com` that the others there lead to; of an endpoint the apex itself.
     *
     * @internal @jsii ignore
     */
    public readonly canonicalName: string | undefined,
    /** @internal @jsii ignore */
    public readonly endpoint: EndpointSettings | undefined,
    private readonly additionalDomains: readonly GoogleDomain[] = [],
  ) {}

  /** All domains that are led to these addresses. @internal @jsii ignore */
  public get domains(): string[] {
    return [...new Set([...DOMAINS, ...this.additionalDomains])];
  }

  /**
   * Notes what is wrong with it.
   *
   * @param subnetRanges the ranges of the network's subnets, as far as they are known
   * @internal
   * @jsii ignore
   */
  public validate(validator: Validator, subnetRanges: readonly WrittenRange[]): void {
    if (this.isRestricted && this.additionalDomains.includes(GoogleDomain.PACKAGES_CLOUD_GOOGLE_COM)) {
      const instead = this.endpoint === undefined ? "GoogleApisAccess.private()" : "the bundle ApiBundle.ALL_APIS";
      validator.problem(
        `additionalDomains "${GoogleDomain.PACKAGES_CLOUD_GOOGLE_COM}": ` +
          `${this.mode} serves only what VPC Service Controls supports, which it is not; ` +
          `leave it out, or use ${instead}`,
      );
    }
    if (this.endpoint === undefined) return;
    const { address, endpointName, serviceDirectoryRegion } = this.endpoint;
    validator.matches("serviceDirectoryRegion", serviceDirectoryRegion, ...GoogleNames.REGION);
    validator.matches(
      "endpointName",
      endpointName,
      /^[a-z][a-z0-9]{0,19}$/,
      "must be 1 to 20 lower-case letters and digits, beginning with a letter",
    );
    if (Token.isUnresolved(address)) return;
    const read = IpAddress.read(address);
    if (read?.family !== 4) {
      validator.problem(
        `privateServiceConnect address ${JSON.stringify(address)}: ` +
          "must be one IPv4 address without a prefix length, for example 10.255.255.254",
      );
      return;
    }
    const within = subnetRanges.find(({ range }) => range.has(read));
    if (within !== undefined) {
      validator.problem(
        `privateServiceConnect address "${address}": lies in the ${within.place}, "${within.range.toString()}"; ` +
          "take one that is in no subnet",
      );
    }
  }

  /**
   * The name of the endpoint on a network; undefined when it can be made of nothing that is known at synth.
   *
   * @internal
   * @jsii ignore
   */
  public endpointNameOn(networkName: string): string | undefined {
    if (this.endpoint?.endpointName !== undefined || Token.isUnresolved(networkName))
      return this.endpoint?.endpointName;
    const letters = `psc${networkName.replace(/[^a-z0-9]/g, "")}`;
    // "a-b" and "ab" are two networks.
    if (letters.length <= 20 && !networkName.includes("-")) return letters;
    return letters.slice(0, 14) + createHash("sha256").update(networkName).digest("hex").slice(0, 6);
  }
}
