/**
 * What the turns of all parts come to: parts that stay the same do not count, and others that do not agree come to
 * `mixed`, which is also what a part comes to that cannot be seen.
 */
export function agreedTurn<Turn>(turns: Iterable<Turn>, mixed: Turn): Turn | "same" {
  const others = [...new Set(turns)].filter((turn) => turn !== "same");
  const [only = mixed] = others;
  if (others.length === 0) return "same";
  return others.length > 1 ? mixed : only;
}
