import fc from "fast-check";

import { Reachability, type NetworkModel, type RecordModel, type ZoneModel } from "../../lib/reachability";
import { network, NETWORKS, RESTRICTED_IPS } from "./networks";

const a = (name: string, ...rrdatas: string[]): RecordModel => ({ name, type: "A", rrdatas });
const cname = (name: string, target: string): RecordModel => ({ name, type: "CNAME", rrdatas: [target] });
const zone = (dnsName: string, ...records: RecordModel[]): ZoneModel => ({ name: dnsName, dnsName, records });

function resolve(model: Partial<NetworkModel>, name: string): readonly [string, ...string[]] {
  const { answer, addresses } = new Reachability(network(model)).resolve(name);
  return [answer, ...addresses];
}

test.each([
  "us-central1-python.pkg.dev",
  "pkg.dev",
  "PKG.dev.",
  "a.b.pkg.dev",
  "storage.googleapis.com",
  "googleapis.com",
])("%s is in the restricted range of the private network", (name) => {
  expect(resolve(NETWORKS.private, name)).toEqual(["private", ...RESTRICTED_IPS]);
});

test.each(["example.com", "notpkg.dev", "dev", "gcr.io", "pkg.dev.example.com"])(
  "%s is answered by public DNS",
  (name) => {
    expect(resolve(NETWORKS.private, name)).toEqual(["public"]);
  },
);

test("of public answers only those of Google's two names are known", () => {
  expect(resolve({}, "restricted.googleapis.com")).toEqual(["public", ...RESTRICTED_IPS, "2600:2d00:2:1000::"]);
  expect(resolve({}, "private.googleapis.com")).toContain("199.36.153.8");
  expect(resolve({}, "storage.googleapis.com")).toEqual(["public"]);
});

describe("zones", () => {
  test("the longest name wins, and is final", () => {
    const zones = [
      zone("example.", a("*.example.", "10.0.0.1"), a("b.a.example.", "10.0.0.9")),
      zone("a.example.", a("a.example.", "10.0.0.2")),
    ];
    expect(resolve({ zones }, "x.example")).toEqual(["private", "10.0.0.1"]);
    expect(resolve({ zones }, "a.example")).toEqual(["private", "10.0.0.2"]);
    expect(resolve({ zones }, "b.a.example")).toEqual(["none"]);
    expect(resolve({ zones: zones.toReversed() }, "a.example")).toEqual(["private", "10.0.0.2"]);
  });

  test("a wildcard is for all below, unless a name there exists", () => {
    const zones = [
      zone("example.", a("*.example.", "10.0.0.1"), a("x.y.example.", "10.0.0.2"), {
        name: "txt.example.",
        type: "TXT",
        rrdatas: ["t"],
      }),
    ];
    expect(resolve({ zones }, "a.b.example")).toEqual(["private", "10.0.0.1"]);
    expect(resolve({ zones }, "x.y.example")).toEqual(["private", "10.0.0.2"]);
    expect(resolve({ zones }, "y.example")).toEqual(["none"]);
    expect(resolve({ zones }, "z.y.example")).toEqual(["none"]);
    expect(resolve({ zones }, "z.x.y.example")).toEqual(["none"]);
    expect(resolve({ zones }, "txt.example")).toEqual(["none"]);
    expect(resolve({ zones }, "example")).toEqual(["none"]);
  });

  test("CNAME records are followed, out of the zone and into public DNS", () => {
    const zones = [
      zone("a.example.", cname("www.a.example.", "web.b.example."), cname("out.a.example.", "private.googleapis.com.")),
      zone(
        "b.example.",
        cname("web.b.example.", "c.b.example"),
        a("c.b.example.", "10.0.0.3"),
        a("c.b.example.", "10.0.0.2"),
      ),
    ];
    expect(resolve({ zones }, "www.a.example")).toEqual(["private", "10.0.0.2", "10.0.0.3"]);
    expect(resolve({ zones }, "out.a.example").slice(0, 2)).toEqual(["public", "199.36.153.8"]);
    expect(new Reachability(network({ zones })).resolve("www.a.example").chain).toEqual([
      "www.a.example.",
      "web.b.example.",
      "c.b.example.",
    ]);
  });

  test("a circle of CNAME records has no answer", () => {
    const zones = [
      zone(
        "example.",
        cname("a.example.", "b.example."),
        cname("b.example.", "a.example."),
        cname("*.loop.example.", "x.loop.example."),
      ),
    ];
    expect(resolve({ zones }, "a.example")).toEqual(["none"]);
    expect(new Reachability(network({ zones })).resolve("a.example").chain).toEqual([
      "a.example.",
      "b.example.",
      "a.example.",
    ]);
    expect(resolve({ zones }, "y.loop.example")).toEqual(["none"]);
  });

  test("the root closes public names, all but those of other zones", () => {
    const zones = [
      zone(".", a("metadata.google.internal.", "169.254.169.254")),
      zone("pkg.dev.", a("pkg.dev.", "199.36.153.4")),
    ];
    expect(resolve({ zones }, "example.com")).toEqual(["none"]);
    expect(resolve({ zones }, "internal")).toEqual(["none"]);
    expect(resolve({ zones }, "metadata.google.internal")).toEqual(["private", "169.254.169.254"]);
    expect(resolve({ zones }, "pkg.dev")).toEqual(["private", "199.36.153.4"]);
  });

  test("what is answered elsewhere, delegated, doubled or not known is unknown", () => {
    expect(resolve({ zones: [{ ...zone("example."), kind: "elsewhere" }] }, "a.example")).toEqual(["unknown"]);
    expect(resolve({ zones: [{ ...zone("example."), kind: "elsewhere" }] }, "other")).toEqual(["public"]);
    const delegating = [
      zone("example.", { name: "sub.example.", type: "NS", rrdatas: ["ns."] }, a("*.example.", "10.0.0.1")),
    ];
    expect(resolve({ zones: delegating }, "a.sub.example")).toEqual(["unknown"]);
    expect(resolve({ zones: delegating }, "a.example")).toEqual(["private", "10.0.0.1"]);
    expect(resolve({ zones: [zone("example."), zone("example.")] }, "a.example")).toEqual(["unknown"]);
    expect(
      resolve({ zones: [zone("example.", { name: "a.example.", type: "A", rrdatas: undefined })] }, "a.example"),
    ).toEqual(["unknown"]);
    expect(resolve({ unknown: [{ topic: "dns", reason: "d" }] }, "a.example")).toEqual(["unknown"]);
    expect(resolve({ unknown: [{ topic: "routes", reason: "r" }] }, "a.example")).toEqual(["public"]);
    expect(resolve({ alternativeNameServers: ["10.0.0.53"] }, "pkg.dev")).toEqual(["unknown"]);
  });
});

describe("response policies", () => {
  const zones = [zone("example.", a("*.example.", "10.0.0.1"))];
  const rule = (dnsName: string, records?: RecordModel[]) => ({ name: dnsName, dnsName, records });

  test("come before zones, the most precise rule first", () => {
    const responsePolicyRules = [
      rule("*.", [a("*.", "10.0.0.5")]),
      rule("*.example.", [a("*.example.", "10.0.0.6")]),
      rule("a.example.", [a("a.example.", "10.0.0.7")]),
      rule("b.example.", undefined),
    ];
    for (const rules of [responsePolicyRules, responsePolicyRules.toReversed()]) {
      const answers = ["a.example", "b.example", "c.d.example", "example", "x.a.example"].map((name) =>
        resolve({ zones, responsePolicyRules: rules }, name),
      );
      expect(answers).toEqual(
        ["10.0.0.7", "10.0.0.1", "10.0.0.6", "10.0.0.5", "10.0.0.6"].map((ip) => ["private", ip]),
      );
    }
  });

  test("may send names on", () => {
    const responsePolicyRules = [rule("*.pkg.dev.", [cname("*.pkg.dev.", "restricted.googleapis.com.")])];
    expect(resolve({ responsePolicyRules }, "us-python.pkg.dev")).toContain("199.36.153.4");
  });
});

test("whatever the records, resolving ends, and says nothing but what a record or Google's names hold", () => {
  const label = fc.constantFrom("a", "b", "*", "pkg", "dev", "restricted", "googleapis", "com");
  const name = fc.array(label, { maxLength: 4 }).map((labels) => (labels.length === 0 ? "." : `${labels.join(".")}.`));
  const record = fc.record({
    name,
    type: fc.constantFrom("A", "CNAME", "NS", "TXT"),
    rrdatas: fc.constantFrom<readonly string[]>(["10.0.0.1"], ["10.0.0.2"], ["a.b."], ["*."]),
  });
  const model = fc.record({
    zones: fc.array(fc.record({ name, dnsName: name, records: fc.array(record, { maxLength: 6 }) }), { maxLength: 3 }),
    responsePolicyRules: fc.array(
      fc.record({ name, dnsName: name, records: fc.option(fc.array(record, { maxLength: 3 }), { nil: undefined }) }),
      { maxLength: 2 },
    ),
  });
  fc.assert(
    fc.property(model, name, (parts, asked) => {
      const { answer, addresses, chain } = new Reachability(network(parts)).resolve(asked);
      expect(chain.length).toBeLessThan(20);
      const held = [
        ...parts.zones.flatMap(({ records }) => records),
        ...parts.responsePolicyRules.flatMap(({ records }) => records ?? []),
      ];
      const known = new Set([...held.flatMap(({ rrdatas }) => rrdatas), ...RESTRICTED_IPS, "2600:2d00:2:1000::"]);
      expect(addresses.filter((ip) => !known.has(ip))).toEqual([]);
      expect(addresses.length > 0).toBe(
        answer === "private" || (answer === "public" && chain.at(-1) === "restricted.googleapis.com."),
      );
    }),
    { numRuns: 1000 },
  );
});
