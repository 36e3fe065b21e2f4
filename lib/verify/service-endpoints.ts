import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

const SERVICES = ["artifactregistry", "cloudresourcemanager", "iam", "pkg.dev"] as const;
export type Service = (typeof SERVICES)[number];

/**
 * The base URLs of the services that are asked, without a slash at the end. They are the only places that see the
 * access token.
 *
 * @see https://github.com/googleapis/googleapis/tree/master/google/devtools/artifactregistry/v1
 */
export class ServiceEndpoints {
  /**
   * @param location where the repository is: downloads have a host for each location
   * @param overrides `SERVICE=URL`, or a URL that stands for all services, for example for Private Service Connect or a
   *   proxy
   * @throws ValidationError when an override is neither, or would send the token over an unprotected connection
   */
  public static of(location: string, overrides: readonly string[] = []): ServiceEndpoints {
    const bases = new Map<Service, string>([
      ["artifactregistry", "https://artifactregistry.googleapis.com"],
      ["cloudresourcemanager", "https://cloudresourcemanager.googleapis.com"],
      ["iam", "https://iam.googleapis.com"],
      ["pkg.dev", `https://${location}-python.pkg.dev`],
    ]);
    const problems: string[] = [];
    for (const override of overrides) {
      const named = SERVICES.find((service) => override.startsWith(`${service}=`));
      const base = baseOf(named === undefined ? override : override.slice(named.length + 1));
      if (base === undefined) {
        problems.push(
          `--endpoint ${quote(override)}: must be an https URL without a user, query or fragment ` +
            "(http only for this machine itself), " +
            `alone or after one of ${SERVICES.map((service) => `"${service}="`).join(", ")}`,
        );
      } else {
        for (const service of named === undefined ? SERVICES : [named]) bases.set(service, base);
      }
    }
    if (problems.length > 0) throw new ValidationError(problems);
    return new ServiceEndpoints(bases);
  }

  private constructor(private readonly bases: ReadonlyMap<Service, string>) {}

  public of(service: Service): string {
    return this.bases.get(service) ?? "";
  }
}

function baseOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isLoopback = /^(?:127\.[0-9.]+|localhost|\[::1\])$/.test(url.hostname);
  const isSafe = (isLoopback ? ["https:", "http:"] : ["https:"]).includes(url.protocol);
  const hasLogIn = `${url.username}${url.password}` !== "";
  if (!isSafe || hasLogIn || /[?#@\\]/.test(text)) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
