import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import * as fc from "fast-check";
import { loadAll } from "js-yaml";
import { KubernetesManifests, type KubernetesManifestsOptions, NginxConfiguration } from "../../lib/static-index";
import { yamlText, type YamlValue } from "../../lib/static-index/yaml-text";
import { InstalledCommand } from "../cli/installed-command";

const IMAGE = `us-central1-docker.pkg.dev/my-project/docker-hub/nginxinc/nginx-unprivileged@sha256:${"ab".repeat(32)}`;
const OPTIONS: KubernetesManifestsOptions = { bucketName: "my-packages", image: IMAGE };

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Record<string, never>;
  readonly data?: Record<string, string>;
}

/** By kind, as kubectl would read them. */
function manifests(options: Partial<KubernetesManifestsOptions> = {}): Record<string, Manifest> {
  const read = loadAll(KubernetesManifests.text({ ...OPTIONS, ...options })) as Manifest[];
  return Object.fromEntries(read.map((one) => [one.kind, one]));
}

interface Pod {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
  readonly spec: {
    readonly serviceAccountName: string;
    readonly securityContext: object;
    readonly containers: readonly [Container];
    readonly volumes: readonly Record<string, unknown>[];
  };
}
interface Container {
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: object;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
}

const podOf = ({ Deployment }: Record<string, Manifest>): Pod =>
  (Deployment!.spec as unknown as { template: Pod }).template;

describe("the manifests", () => {
  // Strict, so that a field that Kubernetes does not know is an error: of kubernetes-validate, which has it from
  // Kubernetes' own OpenAPI.
  const schema = JSON.parse(readFileSync(join(__dirname, "../support/schema/kubernetes-1.34.json"), "utf8")) as {
    $defs: Record<string, object>;
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(schema, "kubernetes");
  const problems = (manifest: Manifest): unknown => {
    const group = manifest.apiVersion.includes("/") ? manifest.apiVersion.split(".")[0]!.split("/")[0]! : "core";
    const validate = ajv.getSchema(`kubernetes#/$defs/io.k8s.api.${group}.v1.${manifest.kind}`);
    if (validate === undefined) return `no schema of ${manifest.kind}`;
    return validate(manifest) ? undefined : validate.errors;
  };

  test.each(Object.values(manifests()))("$kind is as Kubernetes has it", (manifest) => {
    expect(problems(manifest)).toBeUndefined();
  });

  test("a field that Kubernetes does not know would be seen", () => {
    const { Service } = manifests();
    expect(problems({ ...Service!, spec: { ...Service!.spec, selectors: {} } as never })).toBeDefined();
  });

  test("are all in the namespace that is made first", () => {
    const [first, ...others] = Object.values(manifests({ namespace: "pypapo" }));
    expect([first!.kind, first!.metadata.name]).toEqual(["Namespace", "pypapo"]);
    expect([...new Set(others.map(({ metadata }) => metadata.namespace))]).toEqual(["pypapo"]);
  });

  test("find their pods: Service, Deployment, policy and disruption budget", () => {
    const all = manifests({ name: "wheels" });
    const { labels } = podOf(all).metadata;
    const selectors = [
      (all.Service!.spec as unknown as { selector: object }).selector,
      (all.Deployment!.spec as unknown as { selector: { matchLabels: object } }).selector.matchLabels,
      (all.PodDisruptionBudget!.spec as unknown as { selector: { matchLabels: object } }).selector.matchLabels,
      (all.NetworkPolicy!.spec as unknown as { podSelector: { matchLabels: object } }).podSelector.matchLabels,
    ];
    for (const selector of selectors) {
      expect(Object.keys(selector)).not.toHaveLength(0);
      expect(labels).toMatchObject(selector);
    }
    const [{ targetPort }] = (all.Service!.spec as unknown as { ports: [{ targetPort: string }] }).ports;
    expect(podOf(all).spec.containers[0].ports.map(({ name }) => name)).toContain(targetPort);
    expect(podOf(all).spec.serviceAccountName).toBe(all.ServiceAccount!.metadata.name);
  });

  test("have no privilege, nothing to write to but memory for temporary files, and bounds", () => {
    const { spec } = podOf(manifests());
    const [container] = spec.containers;
    expect(JSON.stringify(manifests())).not.toMatch(
      /privileged"|hostNetwork|hostPath|"Secret"|NodePort|LoadBalancer|basic/,
    );
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(spec.volumes).toContainEqual({
      name: "index",
      csi: expect.objectContaining({ driver: "gcsfuse.csi.storage.gke.io", readOnly: true }) as unknown,
    });
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ name }) => name);
    expect(writable).toEqual(["temporary"]);
    expect(Object.keys(container.resources.limits)).toEqual(["cpu", "memory"]);
  });

  test("ask nginx whether it lives, and for pages whether it is ready", () => {
    const all = manifests();
    const [{ livenessProbe, readinessProbe }] = podOf(all).spec.containers;
    expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual([
      NginxConfiguration.ALIVE_PATH,
      "/simple/",
    ]);
    const configuration = all.ConfigMap!.data!["default.conf"]!;
    expect(configuration).toBe(NginxConfiguration.text({ root: "/srv/index", port: 8080 }));
    expect(configuration).toContain(`location = ${NginxConfiguration.ALIVE_PATH} {`);
  });

  test("let in who is labelled, and out to names, the metadata server and Google's APIs only", () => {
    const { ingress, egress } = manifests({ googleApisRanges: ["199.36.153.8/30"] }).NetworkPolicy!.spec as unknown as {
      ingress: readonly object[];
      egress: readonly { readonly to: readonly { readonly ipBlock?: { readonly cidr: string } }[] }[];
    };
    expect(ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { "package-index/client": "true" } } }],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
    const ranges = egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
    expect(ranges).toEqual(["169.254.20.10/32", "169.254.169.252/32", "169.254.169.254/32", "199.36.153.8/30"]);
  });
});

test.each([
  "0.0.0.0/0",
  "128.0.0.0/1",
  "::/0",
  "999.36.153.8/30",
  "199.36.153.8/33",
  "199.36.153.9/30",
  "199.36.153.8",
])("%s is no range of Google's APIs", (range) => {
  expect(() => KubernetesManifests.text({ ...OPTIONS, googleApisRanges: ["199.36.153.4/30", range] })).toThrow(
    `googleApisRanges "${range}": must be a range of Google's APIs`,
  );
});

const command = new InstalledCommand();

test("all that is wrong is told at once", () => {
  expect(() =>
    KubernetesManifests.text({
      bucketName: "gs://x",
      image: "nginx:latest",
      namespace: "A",
      name: "b_c",
      replicas: 0,
      googleApisRanges: [],
    }),
  ).toThrow(
    /bucketName "gs:\/\/x".*image "nginx:latest": must be an image by its digest.*namespace "A".*name "b_c".*replicas "?0"?.*googleApisRanges: are none/s,
  );
});

test("the command prints them", () => {
  const { code, out } = command.run("index-manifests", "--bucket", "my-packages", "--image", IMAGE, "--replicas", "3");
  expect([code, out]).toEqual([0, KubernetesManifests.text({ ...OPTIONS, replicas: 3 })]);
  const refused = command.run("index-manifests", "--bucket", "my-packages", "--image", "nginx");
  expect([refused.code, refused.out, refused.err]).toEqual([2, "", expect.stringContaining('error: image "nginx"')]);
});

describe("what is written as YAML", () => {
  const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", maxDepth: 4 },
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "no",
        "1.0",
        "~",
        "",
        "a: b",
        "- a",
        "a\nb\n",
        " a\nb\n",
        "a\n\n",
        "0x1",
        "#",
        "=",
        "<<",
        "2001-01-01",
      ),
      fc.integer(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 3 },
      ),
    ),
  })).value;

  test("is read as what it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value, { minKeys: 1 }), { minLength: 1 }),
        (documents) => {
          // What has no prototype compares as what has one.
          expect(loadAll(yamlText(documents))).toEqual(JSON.parse(JSON.stringify(documents)));
        },
      ),
    );
  });
});
