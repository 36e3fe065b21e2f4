/**
 * Why a page of an index cannot be read. Its message is a clause that goes on from "the page …", without text of the
 * page.
 */
export class PageProblem extends Error {
  public override readonly name = "PageProblem";
}
