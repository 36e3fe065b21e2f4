import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Given } from "../core/given";
import { ValidationError } from "../core/errors";

/** What `ComponentSettings` needs. */
export interface ComponentSettingsProps {
  /** The image that components run in, with a tag or digest, from a repository of Artifact Registry. */
  readonly baseImage: string;
  /** The one index that packages come from: `IPythonRepository.indexUrl`. */
  readonly indexUrl: string;
}

/** The characters that need no escape between double quotes in Python. */
const PLAIN = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * What every component of a pipeline is told, so that it installs from one index only: the same settings as data and as
 * a Python module.
 *
 * - `install_kfp_package=False`: otherwise each task installs kfp when it starts.
 * - one `pip_index_urls`: a second one becomes `--extra-index-url`, from which a stranger's package can come.
 * - `pip_trusted_hosts=[]`: otherwise kfp passes `--trusted-host` on, with which pip does without TLS.
 *
 * Rules keep a version's files back, not the index's word that there is one: what a package needs is asked for in its
 * newest version, and refused. So let the image's pip.conf name constraints with the locked versions (`private-pypi
 * allow requirements.lock` prints them), or pin all that is needed in `packages_to_install`.
 *
 * @see https://kubeflow-pipelines.readthedocs.io/en/stable/source/dsl.html#kfp.dsl.component
 */
export class ComponentSettings {
  /** What the module is called that pipelines import. */
  public static readonly MODULE = "component_settings.py";
  /** What the settings are called as data. */
  public static readonly DATA = "component_settings.json";

  /**
   * Settings to compile a pipeline with before it is known where it will run: `PipelineTemplate.withSettings` puts
   * those of a runtime in their place. They name a project that does not exist.
   */
  public static placeholder(): ComponentSettings {
    return new ComponentSettings({
      baseImage: "us-central1-docker.pkg.dev/example-project/kfp-base-images/python-3.11-slim:placeholder",
      indexUrl: "https://us-central1-python.pkg.dev/example-project/python/simple/",
    });
  }

  /** The image that components run in. */
  public readonly baseImage: string;
  /** The one index that packages come from. */
  public readonly indexUrl: string;

  /** @throws ValidationError when the image or the index is not of a form that a component can take */
  constructor(props: ComponentSettingsProps) {
    Given.options("props", props);
    const problems = [
      ...problemsWith(
        "baseImage",
        props.baseImage,
        /^[a-z0-9-]+-docker\.pkg\.dev\/[^/\s]+\/[^/\s]+\/[^\s:@]+(?::[\w.-]+|@sha256:[0-9a-f]{64})$/,
        "must be an image of Artifact Registry with a tag or digest, " +
          "such as us-central1-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE:TAG",
      ),
      ...problemsWith(
        "indexUrl",
        props.indexUrl,
        /^https:\/\/[a-z0-9-]+-python\.pkg\.dev\/[^/\s]+\/[^/\s]+\/simple\/?$/,
        "must be an index of Artifact Registry without credentials, " +
          "such as https://us-central1-python.pkg.dev/PROJECT/REPOSITORY/simple/",
      ),
    ];
    if (problems.length > 0) throw new ValidationError(problems);
    this.baseImage = props.baseImage;
    this.indexUrl = props.indexUrl;
  }

  /** The keyword arguments of `dsl.component`, as JSON. */
  public toJson(): string {
    const { baseImage, indexUrl } = this;
    return `${JSON.stringify(
      { base_image: baseImage, install_kfp_package: false, pip_index_urls: [indexUrl], pip_trusted_hosts: [] },
      null,
      2,
    )}\n`;
  }

  /**
   * What of a compiled pipeline stands for these settings where it was compiled with the placeholder, as pairs in JSON:
   * what it is, and what it becomes.
   *
   * @internal
   */
  public get _replaced(): readonly (readonly [was: string, becomes: string])[] {
    const placeholder = ComponentSettings.placeholder();
    return [
      // The whole image, and no beginning of another.
      [JSON.stringify(placeholder.baseImage), JSON.stringify(this.baseImage)],
      [placeholder.indexUrl, this.indexUrl],
    ];
  }

  /** A compiled pipeline's text with these settings in the place of the placeholder's. @internal */
  public _inText(text: string): string {
    return this._replaced.reduce((so, [was, becomes]) => so.replaceAll(was, () => becomes), text);
  }

  /** A module whose `component` takes the place of `dsl.component`, with or without arguments. */
  public toPythonModule(): string {
    const { baseImage, indexUrl } = this;
    return `"""Components that install packages from one index only.

Generated: change the stack that writes it, not this file.
"""

import functools

from kfp import dsl

SETTINGS = {
    "base_image": "${baseImage}",
    "install_kfp_package": False,
    "pip_index_urls": ["${indexUrl}"],
    "pip_trusted_hosts": [],
}

component = functools.partial(dsl.component, **SETTINGS)
`;
  }

  /**
   * Writes both forms into a folder, which is made where there is none: `component_settings.py` and
   * `component_settings.json`. Files there of these names are written over.
   */
  public writeTo(folder: string): void {
    mkdirSync(Given.text("folder", folder), { recursive: true });
    writeFileSync(join(folder, ComponentSettings.MODULE), this.toPythonModule());
    writeFileSync(join(folder, ComponentSettings.DATA), this.toJson());
  }
}

function problemsWith(prop: string, value: string, pattern: RegExp, allowed: string): readonly string[] {
  return typeof value === "string" && pattern.test(value) && PLAIN.test(value)
    ? []
    : [`${prop} ${JSON.stringify(value)}: ${allowed}`];
}
