import { BETA_TYPES, PROVIDER_TYPES, settableAttributes } from "../../__tests__/support/provider-types";
import { knownAttributes } from "../../lib/plan-review/unread-changes";

/** How much the review knows of some of the provider's resource types. */
export interface Coverage {
  /** The service, by the first word of its types. */
  readonly service: string;
  readonly types: number;

  /** Types of which every attribute is known, and that one comes or goes. */
  readonly whole: number;
  readonly attributes: number;
  readonly read: number;
  readonly harmless: number;
}

const ALL = "all services";

/** By service, and of all of them together. */
export function coverage(): readonly Coverage[] {
  const serviceOf = (type: string): string => type.split("_")[1] ?? type;
  const rows = [...new Set(PROVIDER_TYPES.map(serviceOf))].sort().map((service) =>
    coverageOf(
      service,
      PROVIDER_TYPES.filter((type) => serviceOf(type) === service),
    ),
  );
  return [...rows, coverageOf(ALL, PROVIDER_TYPES)];
}

/** What of a type nobody knows: attributes, and `new` or `gone`. */
export function unreadOf(type: string): readonly string[] {
  const known = knownAttributes(type);
  return [
    ...(known.ofCreation() === "unread" ? ["new"] : []),
    ...(known.ofDeletion() === "unread" ? ["gone"] : []),
    ...settableAttributes(type).filter((path) => known.of(path) === "unread"),
  ];
}

/** Every type that cards may be for. */
export const TYPES: ReadonlySet<string> = new Set([...PROVIDER_TYPES, ...BETA_TYPES]);

function coverageOf(service: string, types: readonly string[]): Coverage {
  const all = types.flatMap((type) => settableAttributes(type).map((path) => knownAttributes(type).of(path)));
  return {
    service,
    types: types.length,
    whole: types.filter((type) => unreadOf(type).length === 0).length,
    attributes: all.length,
    read: all.filter((one) => one === "read").length,
    harmless: all.filter((one) => one === "harmless").length,
  };
}

/** As Markdown, a line for each service. */
export function coverageTable(): string {
  const rows = coverage();
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(["service", "types", "known whole", "attributes", "read", "harmless", "unread"]),
    line(["---", ...Array<string>(6).fill("--:")]),
    ...rows.map(({ service, types, whole, attributes, read, harmless }) =>
      line([
        service === ALL ? `**${service}**` : `\`${service}\``,
        ...[types, whole, attributes, read, harmless, attributes - read - harmless],
      ]),
    ),
  ].join("\n");
}
