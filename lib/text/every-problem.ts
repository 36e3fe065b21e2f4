import { ValidationError } from "../core/errors";

/**
 * Does all of several readings, also after one has failed.
 *
 * @returns what they give, in their order
 * @throws ValidationError with what is wrong with every one of them
 */
export function everyProblem<T extends readonly unknown[]>(...readings: { [K in keyof T]: () => T[K] }): T {
  const problems: string[] = [];
  const results = readings.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  });
  if (problems.length > 0) throw new ValidationError(problems);
  return results as unknown as T;
}
