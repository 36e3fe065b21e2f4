import type { HostPlace, Reachability, Verdict } from "../../lib/reachability";
import { box, escaped, GREEN, INK, PAINTS, RED, small } from "./drawing";
import type { Paint, Picture } from "./drawing";
import { fourNetworks, hostOf, NAMED, NAMED_ADDRESS, PUBLIC_ADDRESS, why } from "./four-networks";
import type { OneOfFour } from "./four-networks";

const HTTPS = { protocol: "tcp", port: 443 };
/** Any port but 443. */
const HTTP = { protocol: "tcp", port: 80 };
const INDEX = "us-python.pkg.dev";

/** Hosts of a network that reach the same. */
interface Hosts {
  readonly name: string;
  readonly text: readonly string[];
  readonly internet: Verdict;
  readonly named: Verdict;
  readonly googleApis: Verdict;
}

/** The four networks side by side: what is above the hosts of each is the internet, what is below is Google. */
export function networks(): Picture {
  const panels = fourNetworks().map((one, at) => ({
    ...one,
    id: (name: string) => `${name} ${at}`,
    hosts: hostsOf(one.network),
    place: placeOf(one.network),
  }));
  return {
    title: "What hosts reach on each of the four networks",
    description: panels
      .map(
        ({ kind, hasNat, hosts, place }) =>
          `${titleOf(kind, hasNat)}: ${hosts.map((host) => sentence(host, place)).join("; ")}`,
      )
      .join(". "),
    legend:
      "amber: a network with hosts that reach all of the internet  ·  green: one without  ·  red: stopped, and by what",
    graph: {
      graphAttributes: { rankdir: "TB", nodesep: 0.25, ranksep: 0.45 },
      subgraphs: panels.map((panel) => panelOf(panel)),
      edges: panels.flatMap((panel, at) => [...edgesOf(panel), ...sideBySide(panels[at - 1], panel)]),
    },
  };
}

interface Panel extends OneOfFour {
  /** The node of a name in this panel. */
  readonly id: (name: string) => string;
  readonly hosts: readonly Hosts[];
  /** Where Google's APIs are, as its hosts see them. */
  readonly place: readonly string[];
}

function panelOf({ id, kind, hasNat, hosts, place }: Panel) {
  const isOpen = hosts.some(({ internet }) => internet.outcome === "reachable");
  const { stroke }: Paint = isOpen ? PAINTS.amber : PAINTS.green;
  const outside = [
    {
      name: id("internet"),
      attributes: { ...box("the internet", [small("every address")], PAINTS.grey), style: "rounded,filled,dashed" },
    },
    {
      name: id("google"),
      attributes: box(
        "Google's APIs",
        place.map((line) => small(escaped(line))),
        PAINTS.blue,
      ),
    },
    ...(isNarrow(hosts)
      ? [
          {
            name: id("named"),
            attributes: {
              ...box("the named egress", [small(escaped(`${NAMED.range}:${NAMED.port}`))], PAINTS.grey),
              style: "rounded,filled,dashed",
            },
          },
        ]
      : []),
  ];
  return {
    name: `cluster_panel_${id("")}`,
    graphAttributes: {
      label: { html: `<B>${escaped(titleOf(kind, hasNat))}</B>` },
      fontsize: 14,
      fontcolor: INK,
      peripheries: 0,
      margin: 4,
    },
    nodes: outside,
    subgraphs: [
      {
        name: `cluster_vpc_${id("")}`,
        // Otherwise it has what the panel has.
        graphAttributes: {
          label: " ",
          fontsize: 1,
          peripheries: 1,
          style: "rounded,filled",
          fillcolor: isOpen ? "#fffaf0" : "#f4fbf5",
          color: stroke,
          penwidth: 1.5,
          margin: 10,
        },
        nodes: [
          ...(hasNat ? [{ name: id("nat"), attributes: box("Cloud NAT", [], PAINTS.violet) }] : []),
          ...hosts.map(({ name, text }, nth) => ({
            name: id(`host ${nth}`),
            attributes: box(
              name,
              text.map((line) => small(escaped(line))),
              PAINTS.grey,
            ),
          })),
        ],
      },
    ],
  };
}

function edgesOf({ id, hasNat, hosts }: Panel) {
  const open = { color: GREEN, penwidth: 1.4 };
  const shut = { color: RED, style: "dashed", arrowtail: "tee", dir: "back", fontcolor: RED };
  const target = isNarrow(hosts) ? "named" : "internet";
  return [
    // What is above comes first, so all arrows up are drawn backwards.
    ...(hasNat ? [{ tail: id(target), head: id("nat"), attributes: { ...open, dir: "back" } }] : []),
    ...hosts.flatMap(({ internet, named, googleApis }, nth) => {
      const host = id(`host ${nth}`);
      const byNat = [internet, named].some(
        (verdict) => verdict.outcome === "reachable" && why(verdict) === "Cloud NAT",
      );
      return [
        ...(byNat ? [{ tail: id("nat"), head: host, attributes: { ...open, dir: "back" } }] : []),
        ...(internet.outcome === "reachable" && !byNat
          ? [{ tail: id("internet"), head: host, attributes: { ...open, dir: "back", minlen: 2 } }]
          : []),
        ...(internet.outcome === "unreachable"
          ? [
              {
                tail: id("internet"),
                head: host,
                attributes: { ...shut, minlen: 2, label: `\u00a0\u00a0${why(internet)}\u00a0` },
              },
            ]
          : []),
        ...(googleApis.outcome === "reachable" ? [{ tail: host, head: id("google"), attributes: open }] : []),
      ];
    }),
  ];
}

/** Keeps the panels in order. */
function sideBySide(left: Panel | undefined, right: Panel) {
  return left === undefined
    ? []
    : [{ tail: left.id("google"), head: right.id("google"), attributes: { style: "invis", constraint: false } }];
}

function titleOf(kind: string, hasNat: boolean): string {
  return `${kind}${hasNat ? " with NAT" : ""}`;
}

/** Hosts without and with an external address, apart only where it makes a difference. */
function hostsOf(network: Reachability): readonly Hosts[] {
  const reached = (host: HostPlace) => ({
    internet: network.decide(host, PUBLIC_ADDRESS),
    named: network.decide(host, NAMED_ADDRESS),
    googleApis: network.decideName(host, INDEX, HTTPS),
  });
  const [plain, external] = [reached(hostOf(network)), reached(hostOf(network, true))];
  const outcomes = ({ internet, named, googleApis }: typeof plain): string =>
    [internet, named, googleApis].map(({ outcome }) => outcome).join();
  if (outcomes(plain) === outcomes(external))
    return [{ name: "any host", text: ["with or without", "an external address"], ...plain }];
  return [
    { name: "host", text: ["without an", "external address"], ...plain },
    { name: "host", text: ["with an", "external address"], ...external },
  ];
}

/** Whether just what is named can be reached of the internet. */
function isNarrow(hosts: readonly Hosts[]): boolean {
  return hosts.some(({ internet, named }) => internet.outcome !== "reachable" && named.outcome === "reachable");
}

function placeOf(network: Reachability): readonly string[] {
  const [address] = network.resolve(INDEX).addresses;
  if (address === undefined) return ["at their", "public addresses"];
  const isOnly443 = network.decide(hostOf(network), { ip: address, ...HTTP }).outcome === "unreachable";
  return [network.place(address).name, isOnly443 ? "port 443" : "every port"];
}

function sentence({ name, text, internet, named, googleApis }: Hosts, place: readonly string[]): string {
  const all = [
    ["the internet", internet],
    [`${NAMED.range} port ${NAMED.port}`, named],
    [`Google's APIs (${place.join(" ")})`, googleApis],
  ] as const;
  const reached = all.map(([what, verdict]) => {
    const verb = verdict.outcome === "reachable" ? "reaches" : "does not reach";
    return `${verb} ${what} (${why(verdict)})`;
  });
  return `${name} (${text.join(" ")}) ${reached.join(", ")}`;
}
