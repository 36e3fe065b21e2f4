import { type Binding, bindingsOf } from "../access/iam-policy";
import { ServiceError } from "./http-client";
import type { JsonObject } from "./json-fields";

/**
 * The bindings of a policy that the API sent.
 *
 * @throws ServiceError when it is not what the API promises: a binding that is not understood could be anybody's
 */
export function readBindings(answer: JsonObject): readonly Binding[] {
  return bindingsOf(answer).map((binding) => {
    if (binding === undefined) throw new ServiceError("the IAM policy has a binding that is not what the API promises");
    return binding;
  });
}
