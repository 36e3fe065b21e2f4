import { typeWords } from "../../access/ability-words";
import type { TerraformFields } from "../../terraform";
import { own, type Phrase } from "../../text/phrase";
import { cardOf } from "../services";

/** What one resource of a type is called, before its name. */
export function nounOf(type: string): Phrase {
  const noun = cardOf(type)?.noun;
  return noun === undefined ? typeWords(type) : own(noun);
}

/** What is lost with a resource, in the review's own words; undefined when it holds nothing of its own. */
export function lostWith(type: string, body: TerraformFields): string | undefined {
  const lost = cardOf(type)?.lost;
  return typeof lost === "function" ? lost(body) : lost;
}
