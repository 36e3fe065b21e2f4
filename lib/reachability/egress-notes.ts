import { PublicNames, ReachExtent, type EgressNote, type FamilyEgress, type NetworkEgress } from "./egress";

/** Every note that a summary may carry, by its id. */
export const EGRESS_NOTES = {
  "google-serves-every-project":
    "Google's addresses serve every project: whoever can send to them can also send to a stranger's bucket " +
    "or repository, unless a VPC Service Controls perimeter is around this project (none is declared).",
  "perimeter-declared":
    "A VPC Service Controls perimeter is declared: what it lets through is not computed here, " +
    "so check the perimeter itself.",
  "perimeter-needs-remote-allowed":
    "Inside a perimeter a remote repository fetches from its upstream only when Artifact Registry's VPC Service " +
    "Controls setting is ALLOW in the repository's project and location (google_artifact_registry_vpcsc_config, " +
    "provider google-beta).",
  "dns-answers-public-names":
    "The metadata resolver answers public names, and no firewall rule keeps hosts from it: " +
    "data can leave in the names that are asked for, unless a private zone or response policy " +
    "for the root closes it.",
  "dns-answers-some-public-names":
    "The metadata resolver answers only some public names; " +
    "data can still leave in the names that are asked for below those.",
  "dns-answered-elsewhere":
    "Some names are answered by other name servers or networks; " +
    "what those answer, and to whom they pass it on, is not seen.",
  "external-address-opens":
    "A host that is given an external address reaches more than one without: an organisation policy " +
    "(compute.vmExternalIpAccess) can forbid such addresses.",
  "google-public-addresses":
    "By Private Google Access hosts also reach Google's own public addresses, without Cloud NAT; " +
    "which ones is not published.",
  "run-app-is-anyones":
    "Names under run.app lead to Google's addresses: anyone's Cloud Run service answers there, also a stranger's.",
} as const;

type NoteId = keyof typeof EGRESS_NOTES;

/** What a reader has to know about a network besides what its hosts reach. */
export function notesOn(
  { subnets, names, publicNames }: Pick<NetworkEgress, "subnets" | "names" | "publicNames">,
  perimeter: boolean,
): EgressNote[] {
  const kinds = subnets.flatMap(({ hosts }) => hosts);
  const families = kinds.flatMap(({ ipv4, ipv6 }) => [ipv4, ...(ipv6 === undefined ? [] : [ipv6])]);
  const reachesGoogle = families.some(
    ({ internet, googleApis }) => internet.extent !== ReachExtent.NONE || googleApis.length > 0,
  );
  const holds: Readonly<Record<NoteId, boolean>> = {
    "google-serves-every-project": reachesGoogle && !perimeter,
    "perimeter-declared": perimeter,
    "perimeter-needs-remote-allowed": perimeter,
    "dns-answers-public-names": publicNames === PublicNames.ANSWERED,
    "dns-answers-some-public-names": publicNames === PublicNames.SOME,
    "dns-answered-elsewhere": names.some(({ answer }) => answer === "unknown"),
    "external-address-opens": kinds.some((kind) => kind.externalAddress),
    "google-public-addresses": families.some(hasGooglePublicAddresses),
    "run-app-is-anyones": names.some(({ name, places }) => /(^|\.)run\.app$/.test(name) && places.length > 0),
  };
  return (Object.keys(EGRESS_NOTES) as NoteId[])
    .filter((id) => holds[id])
    .map((id) => ({ id, sentence: EGRESS_NOTES[id] }));
}

function hasGooglePublicAddresses({ googleApis }: FamilyEgress): boolean {
  return googleApis.some(({ kind }) => kind === "google");
}
