import { ServiceError } from "./http-client";

/** What could not be read is told, and never taken for nothing. */
export async function orReason<T>(permission: string, ask: () => Promise<T>): Promise<T | string> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.status === 403 ? `${error.message}; it needs the permission ${permission}` : error.message;
  }
}
