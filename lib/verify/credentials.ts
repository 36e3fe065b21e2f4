import { GoogleAuth } from "google-auth-library";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";

/** What a request shows to Google. */
export interface AccessToken {
  readonly token: string;

  /**
   * The project whose quota is used.
   *
   * @default - the project of the credentials
   */
  readonly quotaProject?: string;
}

/** Who is asking. */
export interface Credentials {
  /** A token that has not run out. @throws ValidationError when there is none */
  accessToken(): Promise<AccessToken>;
}

const HOW_TO_LOG_IN =
  "log in with `gcloud auth application-default login`, or give the workload an identity: " +
  "an attached service account on Google Cloud, workload identity federation elsewhere, " +
  "with GOOGLE_APPLICATION_CREDENTIALS naming its configuration file";

/**
 * The credentials that Google's own tools find on this machine.
 *
 * @see https://cloud.google.com/docs/authentication/application-default-credentials
 */
export class ApplicationDefaultCredentials implements Credentials {
  private readonly auth: GoogleAuth;

  /**
   * @param project the project that is asked about, so that the library does not look for the one of the credentials
   */
  public constructor(project: string) {
    this.auth = new GoogleAuth({ projectId: project, scopes: ["https://www.googleapis.com/auth/cloud-platform"] });
  }

  public async accessToken(): Promise<AccessToken> {
    try {
      const client = await this.auth.getClient();
      const { token } = await client.getAccessToken();
      if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) throw new Error("no access token came");
      return client.quotaProjectId === undefined ? { token } : { token, quotaProject: client.quotaProjectId };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new ValidationError([`no Google Cloud credentials: ${quote(message)}; ${HOW_TO_LOG_IN}`]);
    }
  }
}
