import { Option } from "commander";

/** The option that says in which of some formats the answer is printed; text, unless it is given. */
export function formatOption(formats: readonly string[], description = "how to print the answer"): Option {
  return new Option("--format <format>", description).choices(formats).default("text");
}
