import { Option } from "commander";

/** An option that can be given several times; its values come as a list. */
export function repeatable(flags: string, description: string): Option {
  const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
    ...(earlier ?? []),
    value,
  ];
  return new Option(flags, description).argParser(collect);
}
