import { PublicNames, type EgressNote, type NameEgress, type ServiceEgress, type SubnetEgress } from "./egress";
import { egressOf } from "./egress-computation";
import { notesOn } from "./egress-notes";
import { egressSentences } from "./egress-words";
import { MOST_TAGS_TO_COMBINE, tagsOf } from "./host-labels";
import type { Reachability } from "./reachability";

/** Where no name of a private zone or public registry is: whatever is answered for it is answered for every name. */
const ANY_NAME = "any-name.no-such-top-level-domain";
const ANY_LABEL = "any-name";

/** Names that a host needs to install packages: of Artifact Registry, of its downloads, and for tokens. */
const SERVICES = ["us-python.pkg.dev", "storage.googleapis.com", "oauth2.googleapis.com"];

/** What hosts of a network can reach, as data and in words. It is computed, not claimed: see `Reachability`. */
export class EgressSummary {
  /** Works out the summary of a network. @jsii ignore */
  public static of(reachability: Reachability): EgressSummary {
    return new EgressSummary(reachability);
  }

  public readonly network: string;
  public readonly seesAllSubnets: boolean;
  public readonly subnets: SubnetEgress[];

  public readonly names: NameEgress[];
  public readonly publicNames: PublicNames;

  public readonly services: ServiceEgress[];

  /** What a reader has to know besides. */
  public readonly notes: EgressNote[];

  /** What cannot be seen of the network, and makes answers unknown. */
  public readonly unknown: string[];

  private constructor(reachability: Reachability) {
    const { network } = reachability;
    this.network = network.name;
    this.seesAllSubnets = network.unknown.every(({ topic }) => topic !== "addresses");
    this.subnets = egressOf(reachability);
    this.names = namesOf(reachability);
    this.publicNames = publicNamesOf(reachability);
    this.services = SERVICES.flatMap((name) =>
      network.subnets.map((subnet): ServiceEgress => {
        const verdict = reachability.decideName({ subnet: subnet.name }, name, { protocol: "tcp", port: 443 });
        return { name, subnet: subnet.name, ...verdict };
      }),
    );
    const tags = tagsOf(reachability);
    const uncombined =
      tags.length > MOST_TAGS_TO_COMBINE
        ? [`rules name ${tags.length} tags: hosts with some of them, but not all, may reach other things than listed`]
        : [];
    this.unknown = [...new Set([...network.unknown.map(({ reason }) => reason), ...uncombined])].sort();
    this.notes = notesOn(this, network.vpcServiceControls === true);
  }

  /** Plain English: what hosts reach, then the notes, then what cannot be seen. */
  public get sentences(): string[] {
    return [
      ...egressSentences(this),
      ...this.notes.map(({ sentence }) => sentence),
      ...this.unknown.map((reason) => `Not seen: ${reason}.`),
    ];
  }

  /** The sentences as a Markdown list. */
  public get markdown(): string {
    const escape = (text: string): string => text.replace(/[\\`*_[\]<>#|~@&]/g, "\\$&").replace(/\s+/g, " ");
    const lines = this.sentences.map((sentence) => `- ${escape(sentence)}`);
    return [`**What hosts of network ${escape(JSON.stringify(this.network))} can reach**`, "", ...lines, ""].join("\n");
  }
}

function namesOf(reachability: Reachability): NameEgress[] {
  const { zones, responsePolicyRules = [] } = reachability.network;
  const records = [
    ...zones.flatMap((zone) => zone.records),
    ...responsePolicyRules.flatMap(({ records = [] }) => records),
  ];
  const elsewhere = zones.filter(({ kind }) => kind === "elsewhere").map(({ dnsName }) => dnsName);
  const passing = responsePolicyRules.filter((rule) => rule.records === undefined).map(({ dnsName }) => dnsName);
  const written = records.filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type)).map(({ name }) => name);
  const names = new Set(
    [...written, ...elsewhere, ...passing].map((name) => name.toLowerCase().replace(/(.)\.$/, "$1")),
  );
  return [...names].sort().map((name) => {
    const { answer, addresses } = reachability.resolve(name.replace(/^\*(?=\.|$)/, ANY_LABEL));
    const places = addresses.map((ip) => reachability.place(ip).name);
    return { name, answer, addresses: [...addresses], places: [...new Set(places)] };
  });
}

function publicNamesOf(reachability: Reachability): PublicNames {
  const { answer } = reachability.resolve(ANY_NAME);
  if (answer === "public") return PublicNames.ANSWERED;
  if (answer === "unknown") return PublicNames.UNKNOWN;
  const passing = (reachability.network.responsePolicyRules ?? []).filter(({ records }) => records === undefined);
  const open = passing.some(
    ({ dnsName }) => reachability.resolve(dnsName.replace(/^\*/, ANY_LABEL)).answer === "public",
  );
  return open ? PublicNames.SOME : PublicNames.CLOSED;
}
