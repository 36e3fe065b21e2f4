import { ApiBundle, GoogleApisAccess, GoogleDomain, PrivateVpc, PublicVpc } from "../../lib/network";
import { Reachability } from "../../lib/reachability";
import { PROJECT, synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";
import { HOSTS, modelIn } from "./networks";

const RESTRICTED = ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"];
const PRIVATE = ["199.36.153.10", "199.36.153.11", "199.36.153.8", "199.36.153.9"];
const ENDPOINT = "10.255.255.254";
const NAMES = [
  "us-central1-python.pkg.dev",
  "europe-docker.pkg.dev",
  "pkg.dev",
  "storage.googleapis.com",
  "artifactregistry.googleapis.com",
  "oauth2.googleapis.com",
  "us-central1-aiplatform.googleapis.com",
  "a.bucket.with.dots.storage.googleapis.com",
  "googleapis.com",
  "restricted.googleapis.com",
  "private.googleapis.com",
  "gcr.io",
  "eu.gcr.io",
];

const withAccess = (googleApis?: GoogleApisAccess, publicNames?: boolean): SynthesizedStack =>
  synthStack(
    (scope) => new PrivateVpc(scope, "Vpc", { networkName: "net", subnets: [HOSTS], googleApis, publicNames }),
  );
const resolver = (stack: SynthesizedStack): ((name: string) => readonly string[] | string) => {
  const reachability = new Reachability(modelIn(stack));
  return (name) => {
    const { answer, addresses } = reachability.resolve(name);
    return answer === "private" ? [...addresses].sort() : answer;
  };
};

const MODES: readonly (readonly [string, GoogleApisAccess | undefined, readonly string[]])[] = [
  ["by default", undefined, RESTRICTED],
  ["restricted", GoogleApisAccess.restricted(), RESTRICTED],
  ["private", GoogleApisAccess.private(), PRIVATE],
  ["Private Service Connect", GoogleApisAccess.privateServiceConnect(ENDPOINT), [ENDPOINT]],
];

describe.each(MODES)("%s", (_, access, addresses) => {
  const stack = withAccess(access);

  test.each(NAMES)("%s leads to the chosen addresses only", (name) => {
    expect(resolver(stack)(name)).toEqual(addresses);
  });

  test("other names are those of the internet", () => {
    const resolve = resolver(stack);
    for (const name of [
      "www.python.org",
      "pkg.dev.example.com",
      "notpkg.dev",
      "accounts.google.com",
      "x.run.app",
      "packages.cloud.google.com",
    ]) {
      expect([name, resolve(name)]).toEqual([name, "public"]);
    }
  });

  test("hosts may go where the names lead, by HTTPS and by nothing else", () => {
    const reachability = new Reachability(modelIn(stack));
    for (const ip of addresses) {
      const outcomes = [443, 80, 22].map(
        (port) => reachability.decide({ subnet: "hosts" }, { ip, protocol: "tcp", port }).outcome,
      );
      expect([ip, outcomes]).toEqual([ip, ["reachable", "unreachable", "unreachable"]]);
    }
  });
});

test("IPv6 has its own route, rule and records where it is asked for", () => {
  const stack = withAccess(GoogleApisAccess.restricted({ ipv6: true }));
  const range = "2600:2d00:2:1000::/64";
  expect(stack.resources("google_compute_route").map(({ body }) => body.dest_range)).toEqual([
    "199.36.153.4/30",
    range,
  ]);
  const rules = stack.resources("google_compute_firewall").filter(({ body }) => body.allow !== undefined);
  expect(rules.map(({ body }) => body.destination_ranges)).toEqual([["199.36.153.4/30"], [range]]);
  expect(resolver(stack)("us-python.pkg.dev")).toEqual([...RESTRICTED, "2600:2d00:2:1000::"]);
  expect(resolver(stack)("storage.googleapis.com")).toEqual([...RESTRICTED, "2600:2d00:2:1000::"]);
  expect(JSON.stringify(withAccess().json)).not.toContain("2600:");
});

test("Cloud Run and Google's apt repositories are led there only where they are asked for", () => {
  expect(
    resolver(withAccess(GoogleApisAccess.restricted({ additionalDomains: [GoogleDomain.RUN_APP] })))("x.run.app"),
  ).toEqual(RESTRICTED);
  const packages = { additionalDomains: [GoogleDomain.PACKAGES_CLOUD_GOOGLE_COM] };
  expect(resolver(withAccess(GoogleApisAccess.private(packages)))("packages.cloud.google.com")).toEqual(PRIVATE);
  expect(() => withAccess(GoogleApisAccess.restricted(packages))).toThrow(
    /additionalDomains "packages.cloud.google.com": restricted\(\) serves only what VPC Service Controls supports.*GoogleApisAccess.private\(\)/,
  );
  expect(() => withAccess(GoogleApisAccess.privateServiceConnect(ENDPOINT, packages))).toThrow(/ApiBundle.ALL_APIS/);
  const all = withAccess(GoogleApisAccess.privateServiceConnect(ENDPOINT, { ...packages, bundle: ApiBundle.ALL_APIS }));
  expect(resolver(all)("packages.cloud.google.com")).toEqual([ENDPOINT]);
});

test("an endpoint has its address, a name that the API takes, and no route", () => {
  const stack = withAccess(GoogleApisAccess.privateServiceConnect(ENDPOINT));
  expect(stack.at("Vpc/GoogleApis/Endpoint/Address")).toMatchObject({
    address: ENDPOINT,
    purpose: "PRIVATE_SERVICE_CONNECT",
    address_type: "INTERNAL",
  });
  expect(stack.at("Vpc/GoogleApis/Endpoint/ForwardingRule")).toMatchObject({
    name: "pscnet",
    target: "vpc-sc",
    load_balancing_scheme: "",
  });
  expect(stack.count("google_compute_route")).toBe(0);
});

test("endpoints of different networks have different names, each short enough", () => {
  const networks = ["net", "a-b", "ab", "a-very-long-name-of-a-network-one", "a-very-long-name-of-a-network-two"];
  const endpoints = networks.map((name) => GoogleApisAccess.privateServiceConnect(ENDPOINT).endpointNameOn(name) ?? "");
  expect(new Set(endpoints).size).toBe(networks.length);
  for (const name of endpoints) expect(name).toMatch(/^[a-z][a-z0-9]{0,19}$/);
});

describe("a network without public names", () => {
  const resolve = resolver(withAccess(undefined, false));

  test("answers its own zones and the metadata server", () => {
    expect(resolve("us-central1-python.pkg.dev")).toEqual(RESTRICTED);
    expect(resolve("storage.googleapis.com")).toEqual(RESTRICTED);
    expect(resolve("metadata.google.internal")).toEqual(["169.254.169.254"]);
  });

  test.each(["www.python.org", "a0b1c2.tunnel.example.com", "com", "accounts.google.com", "x.run.app"])(
    "does not answer %s",
    (name) => {
      expect(resolve(name)).toBe("none");
    },
  );

  test("says so in its summary", () => {
    let closed = "";
    let open = "";
    synthStack((scope) => {
      closed = new PrivateVpc(scope, "Closed", { networkName: "closed", subnets: [HOSTS], publicNames: false }).egress
        .publicNames;
      open = new PrivateVpc(scope, "Open", { networkName: "open", subnets: [{ ...HOSTS, subnetName: "more" }] }).egress
        .publicNames;
    });
    expect([closed, open]).toEqual(["closed", "answered"]);
  });
});

test("a public network has no zones unless it is asked for them", () => {
  const props = { networkName: "net", subnets: [HOSTS] };
  expect(synthStack((scope) => new PublicVpc(scope, "Vpc", props)).count("google_dns_managed_zone")).toBe(0);
  const stack = synthStack(
    (scope) => new PublicVpc(scope, "Vpc", { ...props, googleApis: GoogleApisAccess.private() }),
  );
  expect(resolver(stack)("us-central1-python.pkg.dev")).toEqual(PRIVATE);
});

test("a zone has the records of Google's recipe", () => {
  const records = withAccess()
    .resources("google_dns_record_set")
    .map(({ body: { "//": _, depends_on: __, lifecycle: ___, ...body } }) => body);
  const common = { project: PROJECT, ttl: 300 };
  for (const [zone, domain] of [
    ["net-pkg-dev", "pkg.dev."],
    ["net-gcr-io", "gcr.io."],
  ] as const) {
    expect(records.filter(({ managed_zone: of }) => of === zone)).toEqual([
      { ...common, managed_zone: zone, name: domain, type: "A", rrdatas: RESTRICTED },
      { ...common, managed_zone: zone, name: `*.${domain}`, type: "CNAME", rrdatas: [domain] },
    ]);
  }
  expect(records.filter(({ managed_zone: of }) => of === "net-googleapis-com")).toEqual([
    { ...common, managed_zone: "net-googleapis-com", name: "googleapis.com.", type: "A", rrdatas: RESTRICTED },
    {
      ...common,
      managed_zone: "net-googleapis-com",
      name: "restricted.googleapis.com.",
      type: "A",
      rrdatas: RESTRICTED,
    },
    {
      ...common,
      managed_zone: "net-googleapis-com",
      name: "*.googleapis.com.",
      type: "CNAME",
      rrdatas: ["restricted.googleapis.com."],
    },
  ]);
});

test("zones are seen by their network only, and their names hold its name", () => {
  const stack = synthStack((scope) => {
    for (const networkName of ["one", "two", "a-network-with-a-name-that-is-just-as-long-as-google-lets-it-be"]) {
      new PrivateVpc(scope, networkName, {
        networkName,
        subnets: [{ ...HOSTS, subnetName: `hosts-${networkName.slice(0, 3)}` }],
      });
    }
  });
  const zones = stack.resources("google_dns_managed_zone").map(({ body }) => body);
  const names = zones.map(({ name }) => String(name));
  expect(names).toEqual(
    expect.arrayContaining(["one-googleapis-com", "one-pkg-dev", "one-gcr-io", "two-googleapis-com"]),
  );
  expect(new Set(names).size).toBe(9);
  for (const { name, visibility, private_visibility_config: config } of zones) {
    expect(name).toMatch(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/);
    expect([name, visibility, JSON.stringify(config).match(/global\/networks\//g)?.length]).toEqual([
      name,
      "private",
      1,
    ]);
  }
});
