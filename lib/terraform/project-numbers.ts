import { namesResource } from "./resource-names";
import type { TerraformInstance } from "./terraform-resources";

/** Attributes that name a project by its number as well as by its id. */
const NAMES_PROJECT = /(?:^|_)project(?:_id)?$/;

/** A path, from the project on; what stands before it is the host of an API. */
const PATH = /^((?:https:\/\/(?:www|compute)\.googleapis\.com\/compute\/(?:v1|beta)\/)?projects\/)(\d+)(?=\/|$)/;

/**
 * The ids of the projects that a plan has read, by their numbers. Neither is given to another project, ever, so that
 * what names a project by the one names what the other does. Not in texts that are no names of resources: members of
 * roles and conditions take the one form alone.
 *
 * @see https://cloud.google.com/resource-manager/docs/creating-managing-projects#identifying_projects
 */
export class ProjectNumbers {
  /** @param instances what Google has said: the state before the apply */
  public static fromState(instances: readonly TerraformInstance[]): ProjectNumbers {
    const ids = new Map<string, string>();
    for (const { type, body } of instances) {
      const { number, project_id: id } = body;
      if (type !== "google_project" || typeof number !== "string" || typeof id !== "string") continue;
      if (/^\d+$/.test(number) && id !== "") ids.set(number, id);
    }
    return new ProjectNumbers(ids);
  }

  private constructor(private readonly ids: ReadonlyMap<string, string>) {}

  /** What an attribute says, with the id of the project where it says its number. */
  public withId(attribute: string, text: string): string {
    if (this.ids.size === 0) return text;
    if (NAMES_PROJECT.test(attribute) && this.ids.has(text)) return this.ids.get(text) ?? text;
    if (!namesResource(attribute)) return text;
    return text.replace(PATH, (all, start: string, number: string) => {
      const id = this.ids.get(number);
      return id === undefined ? all : `${start}${id}`;
    });
  }
}
