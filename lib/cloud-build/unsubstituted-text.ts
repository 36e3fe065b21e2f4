import { literalText } from "../core/literal-text";

/**
 * A text as the step of a build has to be told it: Cloud Build would put values in for names after "$", and Terraform
 * before it for what stands between braces.
 *
 * @see https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values
 */
export function unsubstituted(text: string): string {
  return literalText(text.replaceAll(/\$(?!\{TfToken\[)/g, "$$$$"));
}
