/**
 * A text as Terraform's templates have to be told it, so that what stands between braces is no expression; tokens stay
 * what they are.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literalText(text: string): string {
  return text.replaceAll(/([$%])\{(?!TfToken\[)/g, "$1$1{");
}
