import { createHash } from "node:crypto";
import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { DnsZones } from "./dns-zones";
import { RegistryDouble } from "./registry-double";

/** What a body has become, with what it names. */
export interface Resource {
  readonly data: Json;
  /** What it was made of, which cannot be deleted before it. */
  readonly uses: readonly string[];
}

const LINK = "https://www.googleapis.com/compute/v1/";
const PLACE = "projects/[^/]+/(?:global|regions/[^/]+|zones/[^/]+)";
const LINKED = new RegExp(`^(?:https?://[^/]+/compute/v1/)?(${PLACE}/[a-zA-Z]+/.+)$`);
/** Google's own: always there, and never in use. */
const BUILT_IN = /\/(?:machineTypes|diskTypes|gateways|images|global\/regions)\//;
const IMAGE = "debian-12-bookworm-v20260101";

/** What the API fills in where nothing was said, by collection. */
const DEFAULTS: Readonly<Record<string, (body: Json) => Json>> = {
  networks: () => ({
    mtu: 1460,
    routingConfig: { routingMode: "REGIONAL", bgpBestPathSelectionMode: "LEGACY" },
    networkFirewallPolicyEnforcementOrder: "AFTER_CLASSIC_FIREWALL",
  }),
  subnetworks: ({ ipCidrRange }) => ({
    gatewayAddress: hostOf(ipCidrRange, 1),
    purpose: "PRIVATE",
    stackType: "IPV4_ONLY",
    privateIpGoogleAccess: false,
    privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
    allowSubnetCidrRoutesOverlap: false,
    logConfig: { enable: false },
  }),
  routes: () => ({ description: "", priority: 1000, routeType: "STATIC", routeStatus: "ACTIVE" }),
  firewalls: ({ direction }) => ({
    description: "",
    direction: "INGRESS",
    priority: 1000,
    disabled: false,
    logConfig: { enable: false },
    ...(direction === "EGRESS" ? { destinationRanges: ["0.0.0.0/0"] } : {}),
  }),
  routers: () => ({}),
  networkAttachments: () => ({ description: "", connectionEndpoints: [] }),
  addresses: ({ address }) => ({
    description: "",
    address: address ?? "203.0.113.7",
    addressType: "EXTERNAL",
    networkTier: "PREMIUM",
    status: "RESERVED",
  }),
  forwardingRules: () => ({
    description: "",
    networkTier: "PREMIUM",
    pscConnectionId: "1234567890",
    pscConnectionStatus: "ACCEPTED",
    serviceDirectoryRegistrations: [{ namespace: "goog-psc-default", serviceDirectoryRegion: "us-central1" }],
  }),
  instances: () => ({
    description: "",
    status: "RUNNING",
    cpuPlatform: "Intel Broadwell",
    displayDevice: { enableDisplay: false },
    reservationAffinity: { consumeReservationType: "ANY_RESERVATION" },
    shieldedInstanceIntegrityPolicy: { updateAutoLearnPolicy: true },
    resourceStatus: { scheduling: {} },
    startRestricted: false,
    satisfiesPzi: true,
  }),
};

const NAT_DEFAULTS = {
  type: "PUBLIC",
  endpointTypes: ["ENDPOINT_TYPE_VM"],
  autoNetworkTier: "PREMIUM",
  enableDynamicPortAllocation: false,
  enableEndpointIndependentMapping: false,
  udpIdleTimeoutSec: 30,
  icmpIdleTimeoutSec: 30,
  tcpEstablishedIdleTimeoutSec: 1200,
  tcpTransitoryIdleTimeoutSec: 30,
  tcpTimeWaitTimeoutSec: 120,
};

/**
 * The parts of Compute Engine and Cloud DNS that networks and hosts use, beside a registry. It says full links, fills
 * in what was left out, refuses what names a thing that is not there, and deletes nothing that is in use. One more
 * thing must hold at every moment: a network that denies egress has no route to the internet while the denial does not
 * stand.
 */
export class ComputeDouble extends RegistryDouble {
  private readonly resources = new Map<string, Resource>();
  private readonly zones = new DnsZones((body) => this.take(body));
  /** Since the last write. */
  private readonly opened: string[] = [];
  private serial = 0;

  public static override providerSettings(address: string): Json {
    return {
      ...RegistryDouble.providerSettings(address),
      iap_custom_endpoint: `${address}/v1/`,
      compute_custom_endpoint: `${address}/compute/v1/`,
      dns_custom_endpoint: `${address}/dns/v1/`,
    };
  }

  /** The same as variables of the environment, for a stack as it is written. */
  public static environment(address: string): Record<string, string> {
    const endpoints = Object.entries(this.providerSettings(address)).filter(([name]) =>
      name.endsWith("_custom_endpoint"),
    );
    return Object.fromEntries(endpoints.map(([name, url]) => [`GOOGLE_${name.toUpperCase()}`, String(url)]));
  }

  /** Also networks, what is on them, and zones: `networks private`. */
  public override get inventory(): string[] {
    return [
      ...super.inventory,
      ...[...this.resources.keys()].map((path) => path.split("/").slice(-2).join(" ")),
      ...this.zones.inventory,
    ].sort();
  }

  /** The settings of everything but zones, by path, without empty lists. */
  public get contents(): Json {
    const json = JSON.stringify([...this.resources].map(([path, { data }]) => [path, { ...data, id: undefined }]));
    const resources = JSON.parse(json, (_key, value: unknown) =>
      Array.isArray(value) && value.length === 0 ? undefined : value,
    ) as [string, Json][];
    return Object.fromEntries(resources);
  }

  /** The path of a network that is called by the number of its project. */
  public networkPath(numbered: string): string {
    const path = [...this.resources.keys()].find((one) => one.endsWith(numbered.replace(/^projects\/[^/]+/, "")));
    if (path === undefined) throw new ApiError(404, `${numbered} was not found`);
    return path;
  }

  /** What a collection holds: `projects/p/global/networks`. */
  public computed(collection: string): Json[] {
    return this.list(collection, "");
  }

  /** Puts something of another service here, which holds what it names. */
  public hold(path: string, body: Json): void {
    const { data, uses } = this.take(body);
    this.resources.set(path, { data: { ...this.identity(path), ...data }, uses });
  }

  public release(path: string): void {
    this.resources.delete(path);
  }

  public changed(path: string, fields: Json): void {
    this.update(path, fields);
  }

  protected override answer(call: Call): Json | Promise<Json> {
    const [, service = "", path = ""] = /^\/(compute|dns)\/v1\/(.*)$/.exec(call.path) ?? [];
    if (service === "") return super.answer(call);
    if (!this.has(`${service}.googleapis.com`))
      throw new ApiError(403, `${service}.googleapis.com has not been used before or it is disabled`);
    return service === "dns" ? this.zones.answer({ ...call, path }) : this.answerCompute({ ...call, path });
  }

  protected override broken(): string[] {
    return [...super.broken(), ...this.opened.splice(0)];
  }

  private answerCompute(call: Call): Json {
    const { method, path, body, query } = call;
    if (method === "GET") {
      if (path.includes("/images/family/"))
        return { name: IMAGE, family: path.slice(path.lastIndexOf("/") + 1), selfLink: LINK + imagePath(path) };
      return new RegExp(`^${PLACE}/[a-zA-Z]+$`).test(path)
        ? { items: this.list(path, query.get("filter") ?? "") }
        : this.read(path);
    }
    if (method === "DELETE") return this.delete(path);
    if (method === "PATCH") return this.update(path, body);
    if (path.endsWith("/setLabels")) return this.update(path.replace(/\/setLabels$/, ""), body);
    const collection = /^(projects\/.*)\/instances$/.exec(path);
    const name = `${path}/${String(body.name)}`;
    if (method === "POST")
      return this.insert(name, collection === null ? body : this.instance(collection[1] ?? "", body));
    throw new ApiError(501, `the double does not know ${method} ${path}`);
  }

  private found(path: string): Resource {
    const resource = this.resources.get(path);
    if (resource === undefined) throw new ApiError(404, `The resource '${path}' was not found`);
    return resource;
  }

  private read(path: string): Json {
    const { data } = this.found(path);
    return { ...data, fingerprint: fingerprint(data), labelFingerprint: fingerprint(data.labels ?? {}) };
  }

  private list(collection: string, filter: string): Json[] {
    const wanted = [...filter.matchAll(/(\w+)="([^"]*)"/g)];
    return [...this.resources.keys()]
      .filter((path) => path.startsWith(`${collection}/`))
      .map((path) => this.read(path))
      .filter((item) => wanted.every(([, field = "", value]) => item[field] === value));
  }

  /** Takes the body in, with full links; everything that it names must be there. */
  private take(body: Json): Resource {
    const uses = new Set<string>();
    const data = mapStrings(body, (text) => {
      const [, path] = LINKED.exec(text) ?? [];
      if (path === undefined) return text;
      if (!BUILT_IN.test(path)) {
        this.found(path);
        uses.add(path);
      }
      return LINK + path;
    }) as Json;
    delete data.fingerprint;
    delete data.labelFingerprint;
    for (const [field, ranges] of Object.entries(data))
      if (/^(?:source|destination)Ranges$/.test(field)) data[field] = (ranges as string[]).map(canonical);
    return { data, uses: [...uses] };
  }

  private insert(path: string, body: Json): Json {
    if (this.resources.has(path)) throw new ApiError(409, `The resource '${path}' already exists`);
    const [, place = "", collection = ""] = /^(.*)\/(\w+)\/[^/]+$/.exec(path) ?? [];
    const defaults = DEFAULTS[collection];
    if (defaults === undefined) throw new ApiError(501, `the double does not know ${path}`);
    const { data, uses } = this.take(body);
    if (collection === "forwardingRules") {
      if (data.labels !== undefined)
        throw new ApiError(400, "Labels are invalid in Private Service Connect Forwarding Rule.");
      // It answers with the address itself.
      data.IPAddress = this.found(uses.find((used) => used.includes("/addresses/")) ?? "").data.address;
    }
    const within = /\/(region|zone)s\//.exec(place)?.[1];
    this.resources.set(path, {
      data: {
        kind: `compute#${collection.replace(/(?<=ss)es$|s$/, "")}`,
        ...this.identity(path),
        ...defaults(data),
        ...data,
        ...(within === undefined ? {} : { [within]: LINK + place }),
      },
      uses,
    });
    this.noteOpening(data, "before it is denied");
    if (collection === "networks") this.addDefaultRoute(place, path);
    return this.operation(path);
  }

  private identity(path: string): Json {
    this.serial += 1;
    return {
      id: String(1_000_000 + this.serial),
      creationTimestamp: "2026-01-01T00:00:00.000-08:00",
      selfLink: LINK + path,
    };
  }

  /** Google makes one for each network, and takes it away with the network. */
  private addDefaultRoute(place: string, network: string): void {
    const route = `${place}/routes/default-route-${fingerprint(network)}`;
    const data = {
      kind: "compute#route",
      name: route.slice(route.lastIndexOf("/") + 1),
      network: LINK + network,
      destRange: "0.0.0.0/0",
    };
    this.resources.set(route, { data: { ...this.identity(route), ...data }, uses: [] });
  }

  private update(path: string, body: Json): Json {
    const before = this.read(path);
    for (const print of ["fingerprint", "labelFingerprint"]) {
      if (body[print] !== undefined && body[print] !== before[print]) throw new ApiError(412, "Invalid fingerprint.");
    }
    const { data, uses } = this.take({ ...this.found(path).data, ...body, selfLink: "" });
    data.selfLink = LINK + path;
    if (data.nats !== undefined) data.nats = (data.nats as Json[]).map((nat) => this.nat(nat));
    this.resources.set(path, { data, uses });
    return this.operation(path);
  }

  private nat(nat: Json): Json {
    const {
      natIpAllocateOption,
      natIps = [],
      enableDynamicPortAllocation,
    } = nat as { natIpAllocateOption?: string; natIps?: string[]; enableDynamicPortAllocation?: boolean };
    if (natIpAllocateOption === "AUTO_ONLY" && natIps.length > 0)
      throw new ApiError(400, "NAT IPs must be empty when they are allocated automatically");
    return { ...NAT_DEFAULTS, minPortsPerVm: enableDynamicPortAllocation === true ? 32 : 64, ...nat };
  }

  private delete(path: string): Json {
    const { data } = this.found(path);
    for (const [user, { uses }] of this.resources) {
      if (uses.includes(path)) throw new ApiError(400, `The resource '${path}' is already being used by '${user}'`);
    }
    const zone = this.zones.userOf(path);
    if (zone !== undefined) throw new ApiError(400, `The resource '${path}' is already being used by zone ${zone}`);
    this.resources.delete(path);
    this.noteOpening(data, "after it was denied");
    if (path.includes("/networks/")) {
      for (const [route, { data: other, uses }] of this.resources)
        if (other.network === data.selfLink && uses.length === 0) this.resources.delete(route);
    }
    if (path.includes("/instances/")) this.resources.delete(path.replace("/instances/", "/disks/"));
    return this.operation(path);
  }

  /** A way to the internet is younger than the rules that deny it, and goes before them. */
  private noteOpening({ denied, network }: Json, when: string): void {
    if (denied === undefined) return;
    for (const [path, { data }] of this.resources) {
      if (data.destRange === "0.0.0.0/0" && data.network === network)
        this.opened.push(`${path} leads to the internet ${when}`);
    }
  }

  private operation(path: string): Json {
    return {
      kind: "compute#operation",
      ...this.identity("projects/p/global/operations/done"),
      name: "done",
      status: "DONE",
      targetLink: LINK + path,
    };
  }

  /** As the API keeps an instance, whose boot disk it makes. */
  private instance(place: string, body: Json): Json {
    const name = String(body.name);
    const [project = ""] = /projects\/[^/]+/.exec(place) ?? [];
    for (const { email } of body.serviceAccounts as Json[]) {
      void super.answer({
        method: "GET",
        path: `${project}/serviceAccounts/${String(email)}`,
        query: new URLSearchParams(),
        body: {},
      });
    }
    const [boot = {}] = body.disks as Json[];
    const { diskSizeGb, diskType, sourceImage, labels } = boot.initializeParams as Json;
    const guest = { architecture: "X86_64", guestOsFeatures: [{ type: "UEFI_COMPATIBLE" }, { type: "GVNIC" }] };
    const { data: disk } = this.take({ type: diskType, sourceImage: imagePath(String(sourceImage)) });
    const path = `${place}/disks/${name}`;
    const data = {
      kind: "compute#disk",
      ...this.identity(path),
      name,
      sizeGb: diskSizeGb,
      labels,
      status: "READY",
      ...disk,
      ...guest,
      zone: LINK + place,
    };
    this.resources.set(path, { data, uses: [] });
    const attached = {
      kind: "compute#attachedDisk",
      type: "PERSISTENT",
      mode: "READ_WRITE",
      interface: "SCSI",
      deviceName: "persistent-disk-0",
      index: 0,
      diskSizeGb,
      ...guest,
    };
    return {
      ...body,
      disks: [{ ...attached, autoDelete: boot.autoDelete, boot: true, source: LINK + path }],
      networkInterfaces: (body.networkInterfaces as Json[]).map((nic) => {
        const [, subnet = ""] = LINKED.exec(String(nic.subnetwork)) ?? [];
        const { network, ipCidrRange } = this.found(subnet).data;
        return {
          kind: "compute#networkInterface",
          name: "nic0",
          network,
          networkIP: hostOf(ipCidrRange, 2),
          stackType: "IPV4_ONLY",
          fingerprint: "bmlj",
          ...nic,
        };
      }),
      scheduling: {
        automaticRestart: true,
        onHostMaintenance: "MIGRATE",
        preemptible: false,
        provisioningModel: "STANDARD",
        ...(body.scheduling as Json),
      },
      tags: { ...(body.tags as Json | undefined), fingerprint: "dGFncw==" },
      metadata: { kind: "compute#metadata", ...(body.metadata as Json), fingerprint: "bWV0YQ==" },
      params: undefined,
    };
  }
}

function imagePath(image: string): string {
  return image.replace(/\/images\/family\/.*$/, `/images/${IMAGE}`);
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}

function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** IPv6 as the API writes it. */
function canonical(range: string): string {
  const [address = "", prefix = ""] = range.split("/");
  return address.includes(":") ? `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${prefix}` : range;
}

/** The nth address of a range. */
function hostOf(range: unknown, nth: number): string {
  return String(range).replace(/\d+\/\d+$/, (end) => String(Number.parseInt(end, 10) + nth));
}
