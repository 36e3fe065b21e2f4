import { type DownloadRule, type PolicyRepository } from "../../lib/policy";
import { readListedRule } from "../../lib/policy/listed-rule";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { RepositoryName, ServiceEndpoints, verdictOf, verify } from "../../lib/verify";
import type { Verification, VerificationVerdict } from "../../lib/verify/verification";
import { allow, denyAll, type Json, ServiceDouble } from "./service-double";

export const TOKEN = "ya29.secret-token";

/** A double that is started before each test and stopped after it. */
export function startedDouble(): () => ServiceDouble {
  let double: ServiceDouble | undefined;
  beforeEach(async () => {
    double = new ServiceDouble();
    await double.start();
  });
  afterEach(async () => {
    await double?.stop();
  });
  return () => double!;
}

/** A policy that has these rules, as the service would list them. */
export function policyOf(rules: readonly Json[], changes: Partial<PolicyRepository> = {}): PolicyRepository {
  const read: readonly DownloadRule[] = rules.map(readListedRule);
  return {
    name: "python-remote-repo",
    mode: "remote",
    policy: new RepositoryPolicy(read),
    rules: read,
    upstreams: [],
    standardUpstreams: [],
    source: { preset: "PYPI" },
    addressOf: () => undefined,
    ...changes,
  };
}

export const POLICY = policyOf([denyAll, allow("six", "1.17.0"), allow("requests", "2.32.3")]);

export interface Run {
  readonly result: Verification;
  readonly verdict: VerificationVerdict;
  /** In milliseconds. */
  readonly waits: readonly number[];
  readonly lines: readonly string[];
}

export async function run(
  double: ServiceDouble,
  {
    expected = POLICY,
    repository = "python-remote-repo",
    probe = false,
    virtual,
  }: { expected?: PolicyRepository; repository?: string; probe?: boolean; virtual?: string } = {},
): Promise<Run> {
  const waits: number[] = [];
  const lines: string[] = [];
  const result = await verify({
    expected,
    name: RepositoryName.of("acme-ml", "us-central1", repository),
    endpoints: ServiceEndpoints.of("us-central1", [double.address]),
    credentials: { accessToken: () => Promise.resolve({ token: TOKEN }) },
    surroundings: {
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
      notify: (line) => lines.push(line),
    },
    probe,
    ...(virtual === undefined ? {} : { virtual }),
  });
  return { result, verdict: verdictOf(result), waits, lines };
}
