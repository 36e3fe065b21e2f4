import type { Destination, HostPlace, Reachability, Verdict } from "../../lib/reachability";
import { fourNetworks, hostOf, NAMED, NAMED_ADDRESS, PUBLIC_ADDRESS, why } from "../pictures/four-networks";
import type { OneOfFour } from "../pictures/four-networks";

const HTTPS = { protocol: "tcp", port: 443 };
const SSH = { protocol: "tcp", port: 22 };
const IAP = "35.235.240.7";

/** Over IPv6 nothing else is there to go to than over IPv4. */
const OVER_IPV6: readonly Destination[] = [
  { ip: "2a04:4e42::223", ...HTTPS },
  { ip: "2600:2d00:2:1000::", ...HTTPS },
  { ip: "2001:4860:4860::8888", protocol: "udp", port: 53 },
  { ip: "fd20:1:2:3::7", ...SSH },
];

/** Each row of the table: what is asked, and the answer of a network. */
const ROWS: readonly (readonly [question: string, answer: (network: OneOfFour) => string])[] = [
  ["Artifact Registry and Google's other APIs, port 443", ({ network }) => googleApis(network)],
  ["any public address, port 443", ({ network }) => to(network, PUBLIC_ADDRESS)],
  [`what \`egress\` names (here ${NAMED.range}, port ${NAMED.port})`, ({ network }) => to(network, NAMED_ADDRESS)],
  ["public DNS servers (8.8.8.8)", ({ network }) => to(network, { ip: "8.8.8.8", protocol: "udp", port: 53 })],
  ["another host of the network, port 22", ({ network }) => to(network, { ip: "10.0.0.7", ...SSH })],
  ["anything over IPv6", ({ network }) => same(OVER_IPV6.map((destination) => to(network, destination)))],
  ["public names, answered by the metadata server", ({ network, furnished }) => names(network, furnished)],
  ["SSH *from* Identity-Aware Proxy", ({ network, furnished }) => fromIap(network, furnished)],
];

/** What hosts reach on each of the four networks, as a Markdown table. */
export function networksTable(): string {
  const networks = fourNetworks();
  const heads = networks.map(({ kind, hasNat }) => `\`${kind}\`${hasNat ? " with NAT" : ""}`);
  const rows = ROWS.map(([question, answer]) => [question, ...networks.map(answer)]);
  return [["what a host reaches", ...heads], ["---", ...heads.map(() => "---")], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

function to(network: Reachability, destination: Destination): string {
  return cell(network, (host) => network.decide(host, destination));
}

/** @param decide the verdict for a host without, or with, an external address */
function cell(network: Reachability, decide: (host: HostPlace) => Verdict): string {
  const [plain, external] = [decide(hostOf(network)), decide(hostOf(network, true))];
  if (plain.outcome === external.outcome) return words(plain);
  return plain.outcome === "unreachable"
    ? "only with an external address"
    : `${words(plain)}; yes with an external address`;
}

function words(verdict: Verdict): string {
  switch (verdict.outcome) {
    case "reachable":
      return `**yes**, by ${why(verdict)}`;
    case "unreachable":
      return `no (${why(verdict)})`;
    case "unknown":
      return `unknown (${why(verdict)})`;
  }
}

function googleApis(network: Reachability): string {
  const services = ["us-python.pkg.dev", "storage.googleapis.com", "oauth2.googleapis.com"];
  const verdicts = [hostOf(network), hostOf(network, true)].flatMap((host) =>
    services.map((name) => network.decideName(host, name, HTTPS)),
  );
  if (same(verdicts.map(({ outcome }) => outcome)) !== "reachable") throw new Error("Google's APIs are not reached");
  const places = network.resolve("us-python.pkg.dev").addresses.map((ip) => network.place(ip).name);
  return `**yes**, at ${places.length === 0 ? "their public addresses" : same(places)}`;
}

function names(network: Reachability, furnished: Reachability): string {
  const [before, after] = [network, furnished].map((one) => one.resolve("any.example").answer);
  if (before !== "public") throw new Error(`public names are ${String(before)} by themselves`);
  return after === "none" ? "**yes**, unless `publicNames: false`" : "**yes**";
}

function fromIap(network: Reachability, furnished: Reachability): string {
  const [before, after] = [network, furnished].map((one) => one.decideIngress(hostOf(one), IAP, SSH).outcome);
  if (before !== "unreachable" || after !== "reachable")
    throw new Error(`SSH from IAP is ${String(before)}, with IapSsh ${String(after)}`);
  return "only with `IapSsh`";
}

/** What all of them are. */
function same(texts: readonly string[]): string {
  const [first = "", ...others] = new Set(texts);
  if (others.length > 0)
    throw new Error(`these differ, so they need rows of their own: ${[first, ...others].join("; ")}`);
  return first;
}
