import { asciiJson } from "./ascii-json";

/** What a tool looks for. */
export interface SarifRule {
  readonly id: string;

  /** What it finds, in one sentence without a full stop. */
  readonly finds: string;
}

/** One thing that a tool found. */
export interface SarifResult {
  readonly rule: string;

  /** How code scanning shows it. */
  readonly level: "error" | "warning" | "note";
  readonly message: string;

  /** The file that it was found in: a path from the root of the repository, with any characters. */
  readonly file: string;

  /** @default 1 */
  readonly line?: number;

  /**
   * What it is about within the file, such as the address of a resource.
   *
   * @default - the file
   */
  readonly name?: string;

  /** Tells it from others, and stays the same from run to run. */
  readonly fingerprint: string;

  /**
   * Why a person has accepted it.
   *
   * @default - nobody has
   */
  readonly acceptedBecause?: string;
}

/**
 * Results for code scanning, on one line.
 *
 * @param version of the tool
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(version: string, rules: readonly SarifRule[], results: readonly SarifResult[]): string {
  const places = new Map(rules.map(({ id }, at) => [id, at]));
  const driver = {
    name: "private-pypi",
    version,
    rules: rules.map(({ id, finds }) => ({ id, shortDescription: { text: finds } })),
  };
  const head = asciiJson({ $schema: SCHEMA, version: "2.1.0" }).slice(0, -1);
  const run = asciiJson({ tool: { driver }, columnKind: "utf16CodeUnits" }).slice(0, -1);
  // Result by result, so that all of them do not stand in memory once more.
  const list = results.map((result) => asciiJson(resultOf(result, places))).join(",");
  return `${head},"runs":[${run},"results":[${list}]}]}\n`;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

function resultOf(result: SarifResult, places: ReadonlyMap<string, number>): object {
  const { rule, level, message, file, line = 1, name, fingerprint, acceptedBecause } = result;
  const ruleIndex = places.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level,
    message: { text: withoutLinks(message) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
        ...(name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: "resource" }] }),
      },
    ],
    partialFingerprints: { "finding/v1": fingerprint },
    ...(acceptedBecause === undefined
      ? {}
      : { suppressions: [{ kind: "external", status: "accepted", justification: acceptedBecause }] }),
  };
}

/** A message may hold links, `[text](address)`: what comes from a plan is never one. */
function withoutLinks(text: string): string {
  return text.replace(/[[\]\\]/g, "\\$&");
}

/** A relative reference: a first part with a colon would be taken for a scheme. */
function uriOf(file: string): string {
  // Through bytes, since half a character outside of the first plane has no encoding.
  const text = Buffer.from(file.replaceAll("\\", "/")).toString();
  return text.split("/").map(encodeURIComponent).join("/");
}
