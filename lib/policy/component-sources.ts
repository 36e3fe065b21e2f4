import { installerSources, type PackageSource, variableSource } from "./installer-sources";
import { isJsonObject } from "../text/json-object";

/** Where one component of a compiled pipeline takes its image and its packages from. */
export interface ComponentSource {
  /** The component's name, as the pipeline has it. */
  readonly component: string;
  /** The empty text where none is named. */
  readonly image: string;
  readonly packages: readonly PackageSource[];
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Where the components of a compiled pipeline take their images and packages from, those that run containers.
 *
 * @see https://github.com/kubeflow/pipelines/blob/2.12.1/api/v2alpha1/pipeline_spec.proto
 */
export function componentSources(spec: Fields): readonly ComponentSource[] {
  const executors = Object.entries(fields(fields(spec.deploymentSpec).executors));
  return executors.flatMap(([label, executor]) => {
    const { container, importer, resolver } = fields(executor);
    // These two run nothing; of what is not known, nothing is known to be harmless, so it counts as a container without
    // an image.
    if (container === undefined && (importer !== undefined || resolver !== undefined)) return [];
    const { image } = fields(container);
    return {
      component: label.replace(/^exec-/, ""),
      image: typeof image === "string" ? image : "",
      packages: packageSources(fields(container)),
    };
  });
}

function packageSources(container: Fields): readonly PackageSource[] {
  const texts = [...list(container.command), ...list(container.args)].filter((one) => typeof one === "string");
  // A command may be one text for a shell, or a text for each word.
  const told = [...texts, texts.join(" ")].flatMap(installerSources);
  const variables = list(container.env)
    .map(fields)
    .flatMap(({ name, value }) => variableSource(String(name), String(value)));
  return unique([...told, ...variables]);
}

function unique(sources: readonly PackageSource[]): readonly PackageSource[] {
  return [...new Map(sources.map((one) => [`${one.option} ${one.value}`, one])).values()];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The fields of an object; of what is none there are none. */
export function fields(value: unknown): Fields {
  return isJsonObject(value) ? value : {};
}
