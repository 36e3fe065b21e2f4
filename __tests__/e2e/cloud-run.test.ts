import * as path from "node:path";
import { App } from "cdktf";
import { DockerRemoteRepository } from "../../lib/artifact-registry";
import { ContainerImage, Job, Probe, Service, VolumeMount } from "../../lib/cloud-run";
import { Principal } from "../../lib/iam";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { DeploymentPlace, expectCode } from "./cloud-deployment";

const MINUTES = 60_000;
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

afterAll(() => place.remove());

/** A service and a job with all that they can have of files; the job runs when it is made. */
function synth(text: string): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "run");
  const services = ["artifactregistry", "iam", "run", "secretmanager"].map((name) => `${name}.googleapis.com`);
  const { dependables: dependsOn } = new ProjectServices(stack, "Services", { services });
  const common = { location: LOCATION, dependsOn };
  const hub = new DockerRemoteRepository(stack, "Hub", { ...common, repositoryName: "docker-hub" });
  const bucket = new Bucket(stack, "Files", {
    ...common,
    bucketName: "acme-files",
    deletedObjects: DeletedObjects.gone(),
  });
  const service = new Service(stack, "Service", {
    ...common,
    serviceName: "pages-server",
    image: ContainerImage.fromRepository(hub, `library/nginx@${DIGEST}`),
    volumes: [
      VolumeMount.bucket("/srv/pages", bucket, { mountOptions: ["implicit-dirs"] }),
      VolumeMount.textFile("/etc/nginx/conf.d/default.conf", text),
      VolumeMount.memory("/tmp/cache", 64),
    ],
    environment: { LEVEL: "${info}" },
    startupProbe: Probe.tcp(),
    livenessProbe: Probe.httpGet("/alive"),
  });
  service.grantInvoke(Principal.user("ada@example.com"));
  new Job(stack, "Job", {
    ...common,
    jobName: "pages-writer",
    image: ContainerImage.fromRepository(hub, `library/python@${DIGEST}`),
    command: ["python3", "-c", "import os; print('wrote', os.environ['WHAT'])"],
    environment: { WHAT: "${pages}" },
    volumes: [VolumeMount.writableBucket("/out", bucket)],
    maxRetries: 0,
    runsWhenCreated: true,
  });
  app.synth();
  return path.join(app.outdir, "stacks/run/cdk.tf.json");
}

describeWithProvider(`a service and a job, with the real provider${why}`, () => {
  test(
    "are applied, have nothing left to do, get another text while the old one is there, and are destroyed",
    async () => {
      const first = "location / { root ${document_root}; }\n";
      const { double, folder } = await place.deploy(synth(first));
      const [secret = ""] = double.inventory.flatMap((line) => /^secret (pages-server-file-.+)$/.exec(line)?.[1] ?? []);
      const textOf = async (version: number): Promise<string> => {
        const name = `projects/${PROJECT}/secrets/${secret}/versions/${version}`;
        const answer = await fetch(`${double.address}/secretmanager/v1/${name}:access`);
        const { payload } = (await answer.json()) as { payload: { data: string } };
        return Buffer.from(payload.data, "base64").toString();
      };
      expect(await textOf(1)).toBe(first);
      expect(double.run.executions).toMatchObject([{ job: "pages-writer", code: 0, output: "wrote ${pages}\n" }]);

      folder.configure(synth("# another\n"));
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect(await textOf(2)).toBe("# another\n");
      const requests = double.journal.map(({ request }) => request);
      const lastOf = (part: RegExp): number => requests.findLastIndex((request) => part.test(request));
      expect(lastOf(/:addVersion/)).toBeLessThan(lastOf(/^PATCH .*services\/pages-server/));
      expect(lastOf(/^PATCH .*services\/pages-server/)).toBeLessThan(lastOf(/:destroy/));

      expectCode(await folder.destroy(), 0);
      expect(double.inventory).toEqual([]);
      expect(double.violations).toEqual([]);
    },
    5 * MINUTES,
  );
});
