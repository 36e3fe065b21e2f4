import { componentSources, type ComponentSource, type Fields, fields } from "../policy/component-sources";
import type { PackageSource } from "../policy/installer-sources";
import { quote } from "../text/quoting";
import type { ComponentSettings } from "./component-settings";
import type { PipelineSources } from "./pipeline-template";

/**
 * What stands after a repository's own name: components of a path, with a tag, a digest or both.
 *
 * @see https://github.com/distribution/reference/blob/v0.6.0/regexp.go
 */
const IMAGE =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/**
 * The images, indexes, trusted hosts and folders of files, in a compiled pipeline, that are not those that are agreed;
 * a sentence each.
 */
export function findForeignSources(spec: Fields, sources: PipelineSources): readonly string[] {
  return componentSources(spec).flatMap((one) => {
    const problems = [...imageProblems(one, sources), ...pipProblems(one, sources)];
    return problems.map((problem) => `component ${quote(one.component)}: ${problem}`);
  });
}

/**
 * A compiled pipeline with other settings in the place of those that it was compiled with: the images that are that
 * one, and the address of the index.
 */
export function replaceSettings(spec: Fields, from: ComponentSettings, to: ComponentSettings): Fields {
  const replaced = (value: unknown): unknown => {
    if (typeof value === "string") return value.replaceAll(from.indexUrl, () => to.indexUrl);
    return Array.isArray(value) ? value.map(replaced) : value;
  };
  const deployment = fields(spec.deploymentSpec);
  const executors = Object.entries(fields(deployment.executors)).map(([label, executor]) => {
    const container = fields(fields(executor).container);
    if (container.image === undefined) return [label, executor] as const;
    const image = container.image === from.baseImage ? to.baseImage : container.image;
    const texts = Object.entries({ command: container.command, args: container.args });
    const lists = texts.filter(([, one]) => one !== undefined).map(([name, one]) => [name, replaced(one)] as const);
    return [label, { ...fields(executor), container: { ...container, image, ...Object.fromEntries(lists) } }] as const;
  });
  return { ...spec, deploymentSpec: { ...deployment, executors: Object.fromEntries(executors) } };
}

function imageProblems({ image }: ComponentSource, { imagePrefixes }: PipelineSources): readonly string[] {
  const prefix = imagePrefixes.find((one) => image.startsWith(one));
  if (prefix === undefined) {
    const allowed = imagePrefixes.map(quote).join(" or ");
    return [
      `image ${quote(image)} is from elsewhere; name one that begins with ${allowed} (base_image of the component)`,
    ];
  }
  if (IMAGE.test(image.slice(prefix.length))) return [];
  return [
    `image ${quote(image)}: ${quote(image.slice(prefix.length))} is no name of an image; ` +
      `name one such as ${quote(`${prefix}python:3f2b9c0d1e4a`)}`,
  ];
}

function pipProblems({ packages }: ComponentSource, { indexUrl }: PipelineSources): readonly string[] {
  const foreign = packages.filter(({ value, isIndex }) => !(isIndex && isSameIndex(value, indexUrl)));
  return [...new Set(foreign.map((one) => pipProblem(one, indexUrl)))];
}

function pipProblem({ option, value, isUnread }: PackageSource, indexUrl: string): string {
  return isUnread
    ? `${option} ${quote(value)} is read only where it runs, and may name another index than ${quote(indexUrl)}; ` +
        "name packages in packages_to_install, and constraints in the image's pip.conf"
    : `${option} ${quote(value)} is not the agreed index ${quote(indexUrl)}; ` +
        "give the component pip_index_urls=[that index] and pip_trusted_hosts=[]";
}

function isSameIndex(one: string, other: string): boolean {
  return one.replace(/\/+$/, "") === other.replace(/\/+$/, "");
}
