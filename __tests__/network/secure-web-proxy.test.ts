import { Lazy } from "cdktf";
import { PrivateVpc, SecureWebProxy } from "../../lib/network";
import type { SecureWebProxyProps } from "../../lib/network";
import { synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";

const UNKNOWN = Lazy.stringValue({ produce: () => "*" });
const MODELS = {
  listName: "model-hub",
  reason: "weights of the open models",
  hosts: ["models.example", "*.models.example"],
};

function synth(props: Partial<SecureWebProxyProps> = {}): { stack: SynthesizedStack; proxy: SecureWebProxy } {
  let proxy: SecureWebProxy | undefined;
  const stack = synthStack((scope) => {
    const vpc = new PrivateVpc(scope, "Private", {
      networkName: "private",
      project: "my-project",
      subnets: [{ subnetName: "vertex", region: "us-central1", ipCidrRange: "10.30.0.0/24" }],
    });
    proxy = new SecureWebProxy(scope, "Proxy", {
      proxyName: "out",
      subnet: vpc.subnet("vertex"),
      address: "10.30.0.9",
      proxyOnlyRange: "10.129.0.0/23",
      allowed: [MODELS],
      ...props,
    });
  });
  return { stack, proxy: proxy! };
}

test("a proxy lets the named hosts through, each list with its reason, and refuses the rest", () => {
  const { stack } = synth({ allowed: [MODELS, { listName: "feeds", reason: "prices", hosts: ["feed.example"] }] });
  const lists = stack.resources("google_network_security_url_lists").map(({ body }) => [body.description, body.values]);
  expect(lists).toEqual([
    ["prices", ["feed.example"]],
    ["weights of the open models", ["*.models.example", "models.example"]],
  ]);
  const rules = stack.resources("google_network_security_gateway_security_policy_rule").map(({ body }) => body);
  expect(rules.map(({ basic_profile: profile }) => profile)).toEqual(["ALLOW", "ALLOW"]);
  expect(new Set(rules.map(({ priority }) => priority)).size).toBe(2);
  expect(rules.map(({ session_matcher: matcher }) => matcher).sort()).toEqual(
    ["feeds", "model-hub"].map(
      (list) => `inUrlList(host(), 'projects/my-project/locations/us-central1/urlLists/out-${list}')`,
    ),
  );
  for (const { depends_on: before } of rules) {
    expect((before as string[]).map((address) => address.split(".")[0]).sort()).toEqual([
      "google_network_security_gateway_security_policy",
      "google_network_security_url_lists",
    ]);
  }
  // Without a rule that matches, a policy refuses.
  expect(stack.resource("google_network_security_gateway_security_policy").body).not.toHaveProperty(
    "tls_inspection_policy",
  );
});

test("a proxy is the network's own, with its address, and waits for its subnets and its rules", () => {
  const { stack } = synth();
  const { body } = stack.resource("google_network_services_gateway");
  expect(body).toMatchObject({
    type: "SECURE_WEB_GATEWAY",
    addresses: ["10.30.0.9"],
    ports: [3128],
    delete_swg_autogen_router_on_destroy: true,
  });
  const waits = (body.depends_on as string[]).map((address) => address.split(".")[0]);
  expect(new Set(waits)).toEqual(
    new Set([
      "google_compute_network",
      "google_compute_subnetwork",
      "google_network_security_gateway_security_policy_rule",
    ]),
  );
  const purposes = stack.resources("google_compute_subnetwork").map(({ body: one }) => one.purpose);
  expect(purposes).toContain("REGIONAL_MANAGED_PROXY");
});

test("a list goes with its policy, since the provider does not make it anew for another name or region", () => {
  const { stack } = synth();
  const [policy] = stack.resources("google_network_security_gateway_security_policy");
  const [list] = stack.resources("google_network_security_url_lists");
  const leader = `google_network_security_gateway_security_policy.${policy!.logicalId}`;
  expect(list!.body.depends_on).toContain(leader);
  expect(list!.body.lifecycle).toEqual({ replace_triggered_by: [`${leader}.id`] });
});

test("neither the request for a token nor what is Google's goes through the proxy", () => {
  const { environment } = synth().proxy;
  expect(environment.HTTPS_PROXY).toBe("http://10.30.0.9:3128");
  expect(environment.NO_PROXY?.split(",")).toEqual(
    expect.arrayContaining(["metadata.google.internal", "169.254.169.254", ".googleapis.com", ".pkg.dev"]),
  );
  expect([environment.https_proxy, environment.no_proxy]).toEqual([environment.HTTPS_PROXY, environment.NO_PROXY]);
});

test("a name that only ends like one of Google's is let through", () => {
  expect(() => synth({ allowed: [{ ...MODELS, hosts: ["notgoogleapis.com", "pkg.dev.example"] }] })).not.toThrow();
});

test("a second proxy in the region of a network is refused, and one in another region is not", () => {
  const two = (region: string): (() => SynthesizedStack) => {
    return () =>
      synthStack((scope) => {
        const vpc = new PrivateVpc(scope, "Private", {
          networkName: "private",
          project: "my-project",
          subnets: [
            { subnetName: "a", region: "us-central1", ipCidrRange: "10.30.0.0/24" },
            { subnetName: "b", region, ipCidrRange: "10.31.0.0/24" },
          ],
        });
        for (const [at, name] of ["a", "b"].entries()) {
          new SecureWebProxy(scope, `Proxy-${name}`, {
            proxyName: `out-${name}`,
            subnet: vpc.subnet(name),
            address: `10.3${at}.0.9`,
            proxyOnlyRange: `10.12${at}.0.0/23`,
            allowed: [MODELS],
          });
        }
      });
  };
  expect(two("us-central1")).toThrow("its network has a proxy in us-central1 already");
  expect(two("us-east1")).not.toThrow();
});

test.each<[string, Partial<SecureWebProxyProps>, string]>([
  ["everything", { allowed: [{ ...MODELS, hosts: ["*"] }] }, '"*" alone would let everything through'],
  [
    "an address with a path",
    { allowed: [{ ...MODELS, hosts: ["https://models.example/x"] }] },
    "without scheme, port and path",
  ],
  ...["storage.googleapis.com", "*.googleapis.com", "us-central1-python.pkg.dev", "*.pkg.dev", "eu.gcr.io"].map(
    (host): [string, Partial<SecureWebProxyProps>, string] => [
      host,
      { allowed: [{ ...MODELS, hosts: [host] }] },
      "is Google's own, which hosts reach without the proxy",
    ],
  ),
  [
    "the metadata server",
    { allowed: [{ ...MODELS, hosts: ["metadata.google.internal"] }] },
    "google.internal is Google's own",
  ],
  ["a range of a subnet", { proxyOnlyRange: "10.30.0.0/23" }, 'overlaps the subnet "vertex", "10.30.0.0/24"'],
  ["a range of the internet", { proxyOnlyRange: "8.8.8.0/24" }, "belong to others on the internet"],
  ["no reason", { allowed: [{ ...MODELS, reason: " " }] }, "must say why its hosts are needed"],
  ["nothing", { allowed: [] }, "allowed: is empty"],
  ["a list without hosts", { allowed: [{ ...MODELS, hosts: [] }] }, "is empty; name them"],
  ["a list twice", { allowed: [MODELS, MODELS] }, 'list "model-hub": is there twice'],
  ["an address of another subnet", { address: "10.31.0.9" }, 'address "10.31.0.9": is not of the subnet vertex'],
  ["a small range", { proxyOnlyRange: "10.129.0.0/27" }, "is too small; give it /26 or larger"],
  [
    "hosts that only Terraform knows",
    { allowed: [{ ...MODELS, hosts: ["models.example", UNKNOWN] }] },
    'hosts of list "model-hub": are known to Terraform only',
  ],
  ["an address that only Terraform knows", { address: UNKNOWN }, "address: must be a literal"],
  ["a range that only Terraform knows", { proxyOnlyRange: UNKNOWN }, "proxyOnlyRange: must be a literal"],
  ["a name that only Terraform knows", { proxyName: UNKNOWN }, "proxyName: must be a literal"],
  ["a list's name that only Terraform knows", { allowed: [{ ...MODELS, listName: UNKNOWN }] }, "listName: must be"],
  ["a long name", { proxyName: "a-name-that-is-far-too-long" }, "must be at most 20"],
])("a proxy with %s is refused", (_, props, words) => {
  expect(() => synth(props)).toThrow(words);
});
