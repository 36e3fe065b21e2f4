import type { PlanSettings } from "./plan-settings";
import { fieldsOf } from "./terraform-resources";

/** Where the providers come from whose resource types are known: the same programs, by either registry. */
const KNOWN_SOURCE =
  /^(?:registry\.(?:terraform\.io|opentofu\.org)\/hashicorp\/[\w-]+|terraform\.io\/builtin\/terraform)$/;

/** `google` and `google-beta`, wherever they come from. */
const GOOGLE = /\/google(?:-beta)?$/;

/** Settings of Google's providers that decide where requests go, and the credentials in them. */
const ENDPOINT = /^(?:\w+_custom_endpoint|universe_domain)$/;

/** Where a provider sends requests. */
export interface ProviderEndpoint {
  /** `google`, `google.alias`, with the module that it is configured in before it. */
  readonly provider: string;

  /** A host, or the name of a cloud; undefined where the plan does not show it. */
  readonly host: string | undefined;

  /** Such as `storage_custom_endpoint`, with what it is set to as far as the plan shows it. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Whether a provider is the one that is known by this name; where none is named, nothing speaks against it. */
export function isKnownSource(source: unknown): boolean {
  return typeof source !== "string" || KNOWN_SOURCE.test(source);
}

/**
 * The provider configurations of a plan: how they are set for the apply, for a plan never says how they were before.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export class ProviderSettings {
  /** The sources of providers that are configured as Google's and come from elsewhere. */
  public readonly strangeSources: readonly string[];

  /** Where Google's providers send their requests, other than to Google. */
  public readonly strangeEndpoints: readonly ProviderEndpoint[];

  /** @param configurations the `provider_config` of a plan's configuration */
  public constructor(configurations: unknown, settings: PlanSettings) {
    const providers = Object.entries(fieldsOf(configurations)).map(([name, one]) => {
      const { full_name: source, expressions } = fieldsOf(one);
      return { name, source: typeof source === "string" ? source : "", expressions: fieldsOf(expressions) };
    });
    const googles = providers.filter(({ source }) => GOOGLE.test(source));
    this.strangeSources = [...new Set(googles.map(({ source }) => source).filter((one) => !isKnownSource(one)))];
    this.strangeEndpoints = googles.flatMap(({ name: provider, expressions }) =>
      byHost(
        Object.entries(expressions)
          .filter(([setting]) => ENDPOINT.test(setting))
          .map(([setting, expression]) => [setting, settings.valueOf(expression)] as const)
          .filter(([, value]) => value !== null && !staysWithGoogle(value)),
      ).map(([host, chosen]) => ({ provider, host, settings: chosen })),
    );
  }
}

function byHost(
  endpoints: readonly (readonly [string, unknown])[],
): readonly (readonly [string | undefined, Readonly<Record<string, string | undefined>>])[] {
  const found = new Map<string | undefined, Record<string, string | undefined>>();
  for (const [setting, value] of endpoints) {
    const text = typeof value === "string" ? value : undefined;
    const host = text !== undefined && URL.canParse(text) ? new URL(text).host : text;
    found.set(host, { ...found.get(host), [setting]: text });
  }
  return [...found];
}

/**
 * Google's own hosts, encrypted, those of Private Service Connect among them; the name of Google's own cloud; and the
 * machine itself, where whoever listens could take the credentials anyhow.
 */
function staysWithGoogle(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (value === "googleapis.com") return true;
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (protocol === "https:" && /(^|\.)googleapis\.com$/.test(hostname)) || isThisMachine(hostname);
}

function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
