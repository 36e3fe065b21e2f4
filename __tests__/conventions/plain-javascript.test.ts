import { App, TerraformStack } from "cdktf";
import { PythonRemoteRepository, PythonStandardRepository, PythonVirtualRepository } from "../../lib/artifact-registry";
import { DownloadPolicy, KfpRepository, ServiceAgent } from "../../lib/artifact-registry";
import { Duration } from "../../lib/core/duration";
import { ValidationError } from "../../lib/core/errors";
import { Principal, ServiceAccount } from "../../lib/iam";
import { IapSsh, PrivateVpc } from "../../lib/network";
import { AllowedPackages } from "../../lib/packages";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { exportedClasses, isConstructClass, type ExportedClass } from "./exported-classes";
import { publicMethods } from "./public-members";

/** What plain JavaScript may pass where something else is wanted. */
const WRONG: readonly unknown[] = [undefined, null, "text", 5, true, {}, [], ["x"], [undefined], { other: 1 }];
/** What shells use, and nobody else: their input is the text of the command line, or a document. */
const ROOMS = [
  "artifact-registry",
  "bucket-index",
  "cloud-build",
  "cloud-run",
  "compute",
  "core",
  "iam",
  "network",
  "packages",
  "project",
  "stacks",
  "storage",
  "vertex-ai",
  "vpc-service-controls",
];

let ids = 0;
const newStack = (): TerraformStack => new TerraformStack(new App(), `stack-${++ids}`);

/** Why a call ends in anything but a result or a sentence. */
function crashOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return ValidationError.isValidationError(error) ? undefined : String(error);
  }
}

function crashes(calls: readonly (() => unknown)[]): string[] {
  return [...new Set(calls.flatMap((call) => crashOf(call) ?? []))];
}

const classes = exportedClasses().filter(({ room }) => ROOMS.includes(room));
const methods = publicMethods();
const label = ({ room, name }: ExportedClass): string => `${room} ${name}`;

test.each(classes.filter(isConstructClass).map((one) => [label(one), one] as const))("new %s", (_, { type }) => {
  expect(crashes(WRONG.map((props) => () => new type(newStack(), "Id", props)))).toEqual([]);
});

const factories = classes.flatMap(({ room, name, type }) =>
  Object.getOwnPropertyNames(type).flatMap((key) =>
    methods.has(`${name}.${key}`) ? [[`${room} ${name}.${key}`, type, key] as const] : [],
  ),
);

test.each(factories)("%s", (_, type, key) => {
  const factory = type[key] as (...args: unknown[]) => unknown;
  const isImport = /^from\w+Attributes$|^generateConfigForImport$/.test(key);
  const calls = WRONG.flatMap((one) =>
    isImport
      ? [() => factory.call(type, newStack(), "Id", one)]
      : ["text", undefined, one].flatMap((other) => [
          () => factory.call(type, one, other, one),
          () => factory.call(type, other, one, one),
        ]),
  );
  expect(crashes(calls)).toEqual([]);
});

const place = { repositoryName: "python", location: "us-central1" };
const subnets = [{ subnetName: "hosts", region: "us-central1", ipCidrRange: "10.0.0.0/24" }];
const downloads = DownloadPolicy.unrestricted("a test");

const INSTANCES: Readonly<Record<string, (scope: TerraformStack) => object>> = {
  PythonRemoteRepository: (scope) => new PythonRemoteRepository(scope, "Id", { ...place, downloads }),
  PythonStandardRepository: (scope) => new PythonStandardRepository(scope, "Id", place),
  PythonVirtualRepository: (scope) =>
    new PythonVirtualRepository(scope, "Id", { ...place, upstreams: [standard(scope)] }),
  KfpRepository: (scope) => new KfpRepository(scope, "Id", { ...place, repositoryName: "templates" }),
  ServiceAgent: (scope) => new ServiceAgent(scope, "Id", { projectNumber: "123456789012" }),
  ServiceAccount: (scope) => new ServiceAccount(scope, "Id", { accountId: "builder" }),
  PrivateVpc: (scope) => new PrivateVpc(scope, "Id", { networkName: "net", subnets }),
  Firewall: (scope) => new PrivateVpc(scope, "Id", { networkName: "net", subnets }).firewall,
  IapSsh: (scope) => new IapSsh(scope, "Id", { vpc: new PrivateVpc(scope, "Vpc", { networkName: "net", subnets }) }),
  ProjectServices: (scope) => new ProjectServices(scope, "Id", { services: ["iam.googleapis.com"] }),
  Bucket: (scope) =>
    new Bucket(scope, "Id", { bucketName: "a-bucket", location: "US", deletedObjects: DeletedObjects.gone() }),
  AllowedPackages: () => AllowedPackages.fromNames(["flask"]),
  Duration: () => Duration.days(1),
  Principal: () => Principal.group("team@example.com"),
};

function standard(scope: TerraformStack): PythonStandardRepository {
  return new PythonStandardRepository(scope, "Own", { ...place, repositoryName: "own" });
}

test.each(Object.entries(INSTANCES))("methods of %s", (name, define) => {
  const keys = methodsOf(define(newStack()));
  const calls = keys.flatMap((key) => WRONG.map((one) => () => call(define(newStack()), key, [one, one])));
  expect([name, crashes(calls)]).toEqual([name, []]);
});

function call(instance: object, key: string, args: readonly unknown[]): unknown {
  return (Reflect.get(instance, key) as (...args: unknown[]) => unknown).apply(instance, [...args]);
}

/** The public methods of an object that this library defines, inherited ones too. */
function methodsOf(instance: object): string[] {
  const found = new Set<string>();
  for (
    let type = Object.getPrototypeOf(instance) as object | null;
    type !== null;
    type = Object.getPrototypeOf(type) as object | null
  ) {
    for (const key of Object.getOwnPropertyNames(type)) {
      if (methods.has(`${type.constructor.name}.${key}`)) found.add(key);
    }
  }
  return [...found];
}

test.each([
  [
    "grantRead",
    () => standard(newStack()).grantRead("group:team@example.com" as never),
    'principal "group:team@example.com": must be a principal, ' +
      'for example Principal.group("ml-engineers@example.com") or a ServiceAccount',
  ],
  [
    "no props",
    () => new (PythonRemoteRepository as unknown as new (...args: unknown[]) => object)(newStack(), "Pypi"),
    /^props: is missing: must be an object \[.*\/Pypi\]$/,
  ],
  [
    "a text as network",
    () => new IapSsh(newStack(), "Ssh", { vpc: "net" as never }),
    'vpc "net": must be a network, for example a PrivateVpc',
  ],
])("%s is told in a sentence", (_, wrong, sentence) => {
  expect(wrong).toThrow(sentence);
});
