/**
 * An index page, in whatever form it came: that of a project, or the list of all projects.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
export interface SimplePage {
  /** The project's PEP 503 name; undefined for the list of projects. */
  readonly project: string | undefined;
  /** "1.N" */
  readonly apiVersion: string;
  /** Names as the upstream spells them. Empty on a project's page. */
  readonly projects: readonly string[];
  /** Empty on the list of projects. */
  readonly files: readonly PageFile[];
  /** @default - the upstream does not tell */
  readonly versions?: readonly string[];
  /**
   * Links to what cannot be served under one name: the first of them, and how many there are.
   *
   * @default - none
   */
  readonly leftOut?: { readonly links: readonly LeftOutLink[]; readonly count: number };
  /**
   * What a JSON page holds besides, as it came: members of its object, and of `meta`.
   *
   * @default - nothing
   */
  readonly members?: { readonly page: OtherMembers; readonly meta: OtherMembers };
  /**
   * What an HTML page says of itself besides, by the names of its `meta` elements that begin with "pypi:" (PEP 708).
   *
   * @default - nothing
   */
  readonly metas?: readonly (readonly [name: string, content: string])[];
  /**
   * PEP 792.
   *
   * @default - the upstream does not tell
   */
  readonly status?: ProjectStatus;
}

export interface ProjectStatus {
  readonly status: string;
  /** @default - none given */
  readonly reason?: string;
}

/** Members of JSON objects that this model has no field for. */
export type OtherMembers = Readonly<Record<string, unknown>>;

/** A link of a page that leads to no file. */
export interface LeftOutLink {
  /** As the page states it. */
  readonly name: string;
  /** A clause without a full stop. */
  readonly problem: string;
}

/** A file on a project's page; each attribute is what the upstream said. */
export interface PageFile {
  /** Can stand in a path as one part, once encoded. */
  readonly name: string;
  /** Absolute, without user info and fragment. */
  readonly url: string;
  /** Digests by algorithm. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly requiresPython?: string;
  /** A text is the reason. */
  readonly yanked?: boolean | string;
  /** PEP 658: whether there is a metadata file, or its digests by algorithm. */
  readonly metadata?: boolean | Readonly<Record<string, string>>;
  readonly gpgSignature?: boolean;
  /** In bytes. */
  readonly size?: number;
  /** In ISO 8601. */
  readonly uploadTime?: string;
  /** PEP 740: the URL of the file's provenance, as it came. */
  readonly provenance?: string;
  /** What a JSON page says besides, as it came. */
  readonly members?: OtherMembers;
  /** What an HTML page says besides in attributes that begin with "data-", as it came. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Turns the text of a page into its model. */
export interface PageReader {
  /** @throws PageProblem when the page is malformed */
  write(text: string): void;
  /** @throws PageProblem when the page is malformed */
  end(): SimplePage;
}
