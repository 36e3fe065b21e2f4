import { type Assumption, ASSUMPTIONS } from "../policy";
import { type RepositoryPolicy } from "../policy/repository-policy";
import type { Probe, ProbeKind } from "./probe";

/** What was seen of an assumption. */
export interface AssumptionResult {
  readonly assumption: Assumption;
  readonly state: "held" | "did not hold" | "could not tell";

  /** A clause without a full stop. */
  readonly why: string;
}

/** All that a conclusion may rest on. */
export interface Evidence {
  /** The rules that the service has for the repository that was asked directly. */
  readonly rules: RepositoryPolicy;

  /** Downloads from it. */
  readonly direct: readonly Probe[];

  /** The same through a virtual repository; empty when none was asked. */
  readonly virtual: readonly Probe[];
}

const BAD_REQUEST = 400;
const PARTIAL_CONTENT = 206;

type Conclusion = Omit<AssumptionResult, "assumption">;

/**
 * What the downloads show of each assumption. An assumption held, or did not, only where nothing else can explain what
 * was seen: a refusal counts as one by the rules only when the same caller got something else from the same repository;
 * a page that is missing and a server that failed show nothing.
 */
export function weigh(evidence: Evidence): readonly AssumptionResult[] {
  return ASSUMPTIONS.map((assumption) => {
    const judge = JUDGES.get(assumption.id);
    return { assumption, ...(judge === undefined ? couldNotTell("no download shows it") : judge(new Seen(evidence))) };
  });
}

/** Names the assumptions that downloads can show something of. */
export function judgedAssumptions(): readonly string[] {
  return [...JUDGES.keys()];
}

const held = (why: string): Conclusion => ({ state: "held", why });
const didNotHold = (why: string): Conclusion => ({ state: "did not hold", why });
const couldNotTell = (why: string): Conclusion => ({ state: "could not tell", why });

class Seen {
  public readonly rules: RepositoryPolicy;
  public readonly virtualProbes: readonly Probe[];

  public constructor({ rules, direct, virtual }: Evidence) {
    this.rules = rules;
    this.probes = direct;
    this.virtualProbes = virtual;
  }

  private readonly probes: readonly Probe[];

  public direct(kind: ProbeKind, outcome?: Probe["outcome"]): Probe | undefined {
    return this.probes.find((probe) => probe.kind === kind && (outcome === undefined || probe.outcome === outcome));
  }

  public all(kind: ProbeKind): readonly Probe[] {
    return this.probes.filter((probe) => probe.kind === kind);
  }

  public virtual(kind: ProbeKind, outcome?: Probe["outcome"]): Probe | undefined {
    return this.virtualProbes.find(
      (probe) => probe.kind === kind && (outcome === undefined || probe.outcome === outcome),
    );
  }

  /** A download of what the rules allow: one that came, where there is one. */
  public get allowed(): Probe | undefined {
    return this.servedDirectly ?? this.direct("allowed") ?? this.direct("other-spelling");
  }

  /** A download of a file whose version has an epoch. */
  public get ofEpoch(): Probe | undefined {
    const tried = this.everything.filter(
      ({ version = "", decidedBy, predicted }) =>
        version.includes("!") && decidedBy === "file" && predicted === "allowed",
    );
    return tried.find(({ outcome }) => outcome === "served") ?? tried[0];
  }

  /** Every file that came. Of each only the first byte was asked for. */
  public get servedFiles(): readonly Probe[] {
    return this.everything.filter(({ outcome, decidedBy }) => outcome === "served" && decidedBy === "file");
  }

  private get everything(): readonly Probe[] {
    return [...this.probes, ...this.virtualProbes];
  }

  public get servedDirectly(): Probe | undefined {
    return this.direct("allowed", "served") ?? this.direct("other-spelling", "served");
  }

  public get servedThrough(): Probe | undefined {
    return this.virtual("allowed", "served") ?? this.virtual("other-spelling", "served");
  }

  /** Whether the rules deny all packages that none of them names. */
  public get deniesTheRest(): boolean {
    const { outcome, rule } = this.rules.ofOthers().otherwise;
    return outcome === "denied" && rule?.scope === "REPOSITORY" && rule.versions === "ANY";
  }

  /** Whether the caller got anything: what is refused besides is not refused for want of a role. */
  public get mayRead(): boolean {
    return this.probes.some(gotSomething);
  }

  /** A download that the rule for the whole repository refused, which shows that it is in force. */
  public get refusal(): Probe | undefined {
    return this.mayRead ? (this.direct("unlisted", "refused") ?? this.direct("other-version", "refused")) : undefined;
  }

  /** Whether a package has a rule of its own that is for some versions only. */
  public isConditional({ name }: Probe): boolean {
    const rule = this.rules.rules.find(({ packageId }) => packageId === name);
    return rule !== undefined && typeof rule.versions !== "string";
  }
}

function gotSomething({ outcome, decidedBy }: Probe): boolean {
  return outcome === "served" || decidedBy === "file";
}

function whatOf({ name, version }: Probe): string {
  return version === undefined ? `package ${name}` : `${name}==${version}`;
}

function told(probe: Probe): string {
  const { repository, outcome, detail } = probe;
  return (
    `${whatOf(probe)} from ${repository} was ${outcome === "unclear" ? "neither served nor refused" : outcome} ` +
    `(${detail})`
  );
}

/** Whether a file was refused itself, and not the page that leads to it. */
function isRefusedFile({ outcome, decidedBy }: Probe): boolean {
  return outcome === "refused" && decidedBy === "file";
}

/** Whether nothing about the spelling can be why an allowed file was refused. */
function isPlain({ name, respelled }: Probe): boolean {
  return /^[a-z0-9]+$/.test(name) && !respelled.name && !respelled.version;
}

const NO_DENY = "no rule at the service denies all other downloads";

const JUDGES = new Map<string, (seen: Seen) => Conclusion>([
  [
    "package-rule-wins",
    (seen) => {
      if (!seen.deniesTheRest) return couldNotTell(NO_DENY);
      const { allowed } = seen;
      if (allowed === undefined) return couldNotTell("no package that the rules allow could be tried");
      if (allowed.outcome === "served") {
        const { refusal } = seen;
        return refusal === undefined
          ? couldNotTell(
              `${told(allowed)}, but nothing that the DENY for the repository refuses was seen to be refused`,
            )
          : held(`${told(allowed)}, and ${told(refusal)}`);
      }
      const isOtherServed = seen.direct("unlisted", "served") !== undefined;
      if (isRefusedFile(allowed) && isPlain(allowed) && !isOtherServed) return didNotHold(told(allowed));
      return couldNotTell(told(allowed));
    },
  ],
  [
    "false-condition-falls-through",
    (seen) => {
      if (!seen.deniesTheRest) return couldNotTell(NO_DENY);
      const other = seen.direct("other-version");
      if (other === undefined)
        return couldNotTell("no version was found that the rules deny, of a package that they allow others of");
      const unlisted = seen.direct("unlisted", "served");
      if (unlisted !== undefined) return couldNotTell(`the DENY for the repository is not in force: ${told(unlisted)}`);
      if (other.outcome === "served") return didNotHold(told(other));
      const allowed = seen.servedDirectly;
      if (other.outcome === "unclear" || allowed === undefined) {
        return couldNotTell(
          other.outcome === "unclear"
            ? told(other)
            : `${told(other)}, but so is what the rules allow, or it could not be tried`,
        );
      }
      return held(`${told(other)}, and ${told(allowed)}`);
    },
  ],
  [
    "no-rule-allows",
    (seen) => {
      if (seen.rules.ofOthers().otherwise.rule !== undefined)
        return couldNotTell("a rule at the service is for every package, so none is without a rule");
      const unlisted = seen.direct("unlisted");
      if (unlisted === undefined || unlisted.outcome === "unclear") {
        return couldNotTell(unlisted === undefined ? "no package without a rule could be tried" : told(unlisted));
      }
      if (unlisted.outcome === "served") return held(told(unlisted));
      return seen.mayRead ? didNotHold(told(unlisted)) : couldNotTell(`${told(unlisted)}, and so was everything else`);
    },
  ],
  [
    "package-id-is-normalized",
    (seen) => ofSpelling(seen, "name", "no package was found whose name its files spell in another way than PEP 503"),
  ],
  [
    "version-id-is-canonical",
    (seen) =>
      ofSpelling(
        seen,
        "version",
        "no listed version was found that its files spell in another way than PEP 440's normal form",
      ),
  ],
  [
    "virtual-enforces-upstream-rules",
    (seen) => {
      if (seen.virtualProbes.length === 0) return couldNotTell("no virtual repository was tried");
      const denied = seen.virtualProbes.filter(({ kind, predicted }) => kind !== "priority" && predicted === "denied");
      const leaked = denied.find(
        (probe) => probe.outcome === "served" && seen.direct(probe.kind, "refused") !== undefined,
      );
      if (leaked !== undefined) return didNotHold(`${told(leaked)}, which is refused directly`);
      const refused = denied.find(({ outcome }) => outcome === "refused");
      const control = seen.servedThrough;
      if (refused !== undefined && control !== undefined && denied.every(({ outcome }) => outcome !== "served")) {
        return held(`${told(refused)}, and ${told(control)}`);
      }
      const [first] = denied;
      if (first === undefined)
        return couldNotTell("nothing was tried that the upstream which decides is known to deny");
      return couldNotTell(
        refused === undefined ? told(first) : `${told(refused)}, but nothing that is allowed was served through it`,
      );
    },
  ],
  [
    "virtual-takes-by-priority",
    (seen) => {
      const contested = seen.virtual("priority");
      if (contested === undefined)
        return couldNotTell("no download was found that an upstream denies and a later one allows");
      if (contested.outcome === "served") return didNotHold(told(contested));
      const control = seen.servedThrough;
      if (contested.outcome === "unclear" || control === undefined) {
        return couldNotTell(
          contested.outcome === "unclear"
            ? told(contested)
            : `${told(contested)}, but nothing that is allowed was served through it`,
        );
      }
      return held(`${told(contested)}, and ${told(control)}`);
    },
  ],
  [
    "absent-in-standard-falls-through",
    (seen) => {
      const through = seen.virtualProbes.find(
        ({ predicted, passedOver }) => predicted === "allowed" && passedOver.length > 0,
      );
      if (through === undefined)
        return couldNotTell(
          "no download was tried through a virtual repository that asks a standard upstream without the package first",
        );
      const why = `${through.passedOver.join(", ")} does not have it, and ${told(through)}`;
      if (through.outcome === "served") return held(why);
      const isServedDirectly = seen.direct(through.kind, "served")?.name === through.name;
      return through.outcome === "refused" && through.decidedBy === "file" && isServedDirectly
        ? didNotHold(`${why}, which is served directly`)
        : couldNotTell(why);
    },
  ],
  [
    "epoch-files-are-served",
    ({ ofEpoch }) => {
      if (ofEpoch === undefined) return couldNotTell("no listed version that was tried has an epoch");
      if (ofEpoch.outcome === "served") return held(told(ofEpoch));
      return ofEpoch.status === BAD_REQUEST ? didNotHold(told(ofEpoch)) : couldNotTell(told(ofEpoch));
    },
  ],
  [
    "parts-of-files-are-served",
    ({ servedFiles }) => {
      const part = servedFiles.find(({ status }) => status === PARTIAL_CONTENT);
      const [whole] = servedFiles;
      if (part !== undefined) return held(`of ${whatOf(part)} the first byte was asked for, and it came alone`);
      if (whole === undefined) return couldNotTell("no file came");
      return didNotHold(`of ${whatOf(whole)} the first byte was asked for, and the whole file was sent`);
    },
  ],
]);

function ofSpelling(seen: Seen, part: "name" | "version", none: string): Conclusion {
  const spelled = seen
    .all("other-spelling")
    .filter((probe) => probe.respelled[part] && (part === "name" || seen.isConditional(probe)));
  const probe = spelled.find(({ outcome }) => outcome !== "unclear") ?? spelled[0];
  if (probe === undefined) return couldNotTell(none);
  // Where other versions come too, a version that comes shows nothing of how it is compared.
  const isEnforced =
    part === "name"
      ? seen.deniesTheRest && seen.refusal !== undefined
      : seen.direct("other-version", "refused") !== undefined;
  if (probe.outcome === "served")
    return isEnforced
      ? held(told(probe))
      : couldNotTell(`${told(probe)}, but the rules were not seen to refuse anything`);
  const plain = seen.direct("allowed", "served");
  return plain !== undefined && isRefusedFile(probe) && isPlain(plain)
    ? didNotHold(`${told(probe)}, and ${told(plain)}`)
    : couldNotTell(told(probe));
}
