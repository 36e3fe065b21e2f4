import { quote } from "../text/quoting";
import type { ComponentSettings } from "./component-settings";
import type { PipelineSources } from "./pipeline-template";

/** What pip is told on its command line about where packages come from. @see https://pip.pypa.io/en/stable/cli/pip_install/ */
const OPTION = /(--(?:extra-index-url|index-url|trusted-host|find-links))[= ]\s*['"]?([^\s'"]*)/g;

/** Their short forms, which mean something else to other programs. */
const SHORT_OPTION = /\bpip3?\b[^\n;&|]{0,2000}?\s(-[if])\s*['"]?([^\s'"]*)/g;

/** The same in its environment, and uv's. @see https://docs.astral.sh/uv/reference/environment/ */
const VARIABLE =
  /^(?:PIP_(?:INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|FIND_LINKS)|UV_(?:INDEX|DEFAULT_INDEX|EXTRA_INDEX_URL|INDEX_URL|FIND_LINKS|INSECURE_HOST))$/;

/** Those that name the first index. */
const IS_INDEX = /^(?:-i|--index-url|PIP_INDEX_URL|UV_INDEX_URL|UV_DEFAULT_INDEX)$/;

export type Fields = Readonly<Record<string, unknown>>;

/** The images, indexes, trusted hosts and folders of files, in a compiled pipeline, that are not those that are agreed; a sentence each. */
export function findForeignSources(spec: Fields, sources: PipelineSources): readonly string[] {
  const executors = Object.entries(fields(fields(spec.deploymentSpec).executors));
  return executors.flatMap(([label, executor]) => {
    const { container } = fields(executor);
    if (container === undefined) return [];
    const component = `component ${quote(label.replace(/^exec-/, ""))}`;
    const problems = [...imageProblems(fields(container), sources), ...pipProblems(fields(container), sources)];
    return problems.map((problem) => `${component}: ${problem}`);
  });
}

/** A compiled pipeline with other settings in the place of those that it was compiled with: the images that are that one, and the address of the index. */
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
    const texts = Object.entries({ command: container.command, args: container.args }).filter(
      ([, one]) => one !== undefined,
    );
    const lists = Object.fromEntries(texts.map(([name, one]) => [name, replaced(one)]));
    return [label, { ...fields(executor), container: { ...container, image, ...lists } }] as const;
  });
  return { ...spec, deploymentSpec: { ...deployment, executors: Object.fromEntries(executors) } };
}

function imageProblems({ image }: Fields, { imagePrefixes }: PipelineSources): readonly string[] {
  const name = typeof image === "string" ? image : "";
  if (imagePrefixes.some((prefix) => name.startsWith(prefix))) return [];
  const allowed = imagePrefixes.map(quote).join(" or ");
  return [`image ${quote(name)} is from elsewhere; name one that begins with ${allowed} (base_image of the component)`];
}

function pipProblems(container: Fields, { indexUrl }: PipelineSources): readonly string[] {
  const texts = [...list(container.command), ...list(container.args)].filter((one) => typeof one === "string");
  const options = texts.flatMap((text) => [...text.matchAll(OPTION), ...text.matchAll(SHORT_OPTION)]).map(readOption);
  const variables = list(container.env)
    .map(fields)
    .filter(({ name }) => VARIABLE.test(String(name)))
    .map(({ name, value }) => ({ option: String(name), value: String(value) }));
  const foreign = [...options, ...variables].filter(
    ({ option, value }) => !(IS_INDEX.test(option) && isSameIndex(value, indexUrl)),
  );
  return [...new Set(foreign.map(({ option, value }) => `${option} ${quote(value)}`))].map(
    (what) =>
      `${what} is not the agreed index ${quote(indexUrl)}; give the component pip_index_urls=[that index] and pip_trusted_hosts=[]`,
  );
}

function readOption([, option = "", value = ""]: RegExpMatchArray): {
  readonly option: string;
  readonly value: string;
} {
  return { option, value };
}

function isSameIndex(one: string, other: string): boolean {
  return one.replace(/\/+$/, "") === other.replace(/\/+$/, "");
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The fields of an object; of what is none there are none. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
