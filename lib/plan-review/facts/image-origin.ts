import { own, type Phrase, phrase } from "../../text/phrase";

/** Where an image comes from, and whether its name can come to mean another one. */
interface ImageName {
  readonly origin: string;
  readonly isPinned: boolean;
}

const REGISTRY = /^(?<host>[a-z0-9.-]+(?::\d{1,5})?)\/(?<path>[a-z0-9_./-]{1,500})$/i;

/** A host has a dot or a port, or is the machine itself; else the first part is somebody's name on Docker Hub. */
const HOST = /[.:]|^localhost$/;

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** A file in a bucket, an image of hosts, or something else that is no name of a container image. */
const NO_IMAGE = /:\/\/|^(?:projects|global|family)\/|\s/;

/** @see https://github.com/distribution/reference/blob/v0.6.0/normalize.go (how short names are read) */
function readImage(text: string): ImageName | undefined {
  if (NO_IMAGE.test(text)) return undefined;
  const isPinned = DIGEST.test(text);
  const name = text.replace(/@[^@]*$/, "").replace(/:[\w.-]{1,128}$/, "");
  const [first = ""] = name.split("/");
  const isAtHost = name.includes("/") && HOST.test(first);
  const full = isAtHost ? name : `docker.io/${name.includes("/") ? name : `library/${name}`}`;
  const { host, path } = REGISTRY.exec(full)?.groups ?? {};
  if (host === undefined || path === undefined) return undefined;
  return { origin: originOf(host.toLowerCase(), path.split("/")), isPinned };
}

/** Up to whoever decides what is in it: a repository of a project, or else the first part after the registry. */
function originOf(host: string, path: readonly string[]): string {
  return [host, ...path.slice(0, host.endsWith(".pkg.dev") ? 2 : 1)].join("/");
}

/** Where the names of container images stand, which those of images of hosts do not. */
const CONTAINER_IMAGE =
  /\bcontainers?\.(?:\w+\.)?image$|\bcontainer_image(?:\.image|\.repository)?$|\bcontainer_spec\.image_uri$|\btemplates\.image$/;

/** Whether an attribute names images of containers. */
export function isContainerImage(path: string): boolean {
  return CONTAINER_IMAGE.test(path);
}

/**
 * What is to be known of images that take the place of others, to be read after what changes: that they come from
 * elsewhere, and that they are no longer pinned by their digest. Empty where none of it is so, or one is no name of an
 * image.
 */
export function imageWords(before: readonly unknown[], after: readonly unknown[]): Phrase {
  const [was, is] = [before, after].map((values) =>
    values.flatMap((one) => (typeof one === "string" ? (readImage(one) ?? []) : [])),
  ) as [ImageName[], ImageName[]];
  if (was.length < before.length || is.length < after.length || was.length === 0) return own("");
  const [old, now] = [originsOf(was), originsOf(is)];
  const [more, less] = [now.filter((one) => !old.includes(one)), old.filter((one) => !now.includes(one))];
  const rest = less.length === 0 ? own(", too") : phrase`, and not from ${less}`;
  const isLoose = was.every(({ isPinned }) => isPinned) && is.some(({ isPinned }) => !isPinned);
  const words = [
    ...(more.length === 0 ? [] : [phrase`an image comes from ${more} now${rest}`]),
    ...(isLoose ? [own("an image is no longer pinned by a digest")] : []),
  ];
  return words.reduce((some, one) => phrase`${some}; ${one}`, own(""));
}

function originsOf(images: readonly ImageName[]): readonly string[] {
  return [...new Set(images.map(({ origin }) => origin))].sort();
}
