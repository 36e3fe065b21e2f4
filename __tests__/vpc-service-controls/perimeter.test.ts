import { TerraformProvider } from "cdktf";
import type { TerraformStack } from "cdktf";
import { Principal } from "../../lib/iam";
import {
  EgressRule,
  IngressRule,
  PerimeterEnforcement,
  RemoteRepositoryAccess,
  RestrictedServices,
  ServicePerimeter,
  type ServicePerimeterProps,
} from "../../lib/vpc-service-controls";
import { googleStack, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

const DEPLOYER = Principal.serviceAccount("deploy@ci-12345.iam.gserviceaccount.com");
const DEPLOY = IngressRule.of({ title: "Deployments", principals: [DEPLOYER] });

function perimeter(stack: TerraformStack, props: Partial<ServicePerimeterProps> = {}): ServicePerimeter {
  return new ServicePerimeter(stack, "Perimeter", {
    accessPolicy: "123456789012",
    perimeterName: "ml",
    projectNumbers: ["210987654321"],
    enforcement: PerimeterEnforcement.DRY_RUN,
    deployers: [DEPLOYER],
    ...props,
  });
}

const OFFICE = "accessPolicies/123456789012/accessLevels/office";
const TYPE = "google_access_context_manager_service_perimeter";

test("a dry run is a dry run only: nothing is enforced", () => {
  const { body } = synthStack((scope) => {
    perimeter(scope);
  }).resource(TYPE);
  expect(body.status).toBeUndefined();
  expect(body).toMatchObject({
    name: "accessPolicies/123456789012/servicePerimeters/ml",
    use_explicit_dry_run_spec: true,
    spec: { resources: ["projects/210987654321"], restricted_services: RestrictedServices.pipelines() },
  });
});

test("an enforced perimeter has no dry run, and its rules", () => {
  const { body } = synthStack((scope) => {
    perimeter(scope, {
      enforcement: PerimeterEnforcement.ENFORCED,
      ingress: [
        DEPLOY,
        IngressRule.of({
          title: "Console",
          principals: [Principal.group("ml@example.com")],
          services: ["aiplatform.googleapis.com"],
          accessLevels: ["accessPolicies/123456789012/accessLevels/office"],
        }),
      ],
      egress: [
        EgressRule.of({
          title: "Images",
          principals: [DEPLOYER],
          projectNumbers: ["333333333333"],
          services: ["artifactregistry.googleapis.com"],
        }),
      ],
    });
  }).resource(TYPE);
  expect([body.spec, body.use_explicit_dry_run_spec]).toEqual([undefined, false]);
  expect(body.status).toMatchObject({
    ingress_policies: [
      {
        ingress_from: { identities: [DEPLOYER.member], sources: [{ access_level: "*" }] },
        ingress_to: { resources: ["*"], operations: [{ service_name: "*" }] },
      },
      {
        ingress_from: { sources: [{ access_level: "accessPolicies/123456789012/accessLevels/office" }] },
        ingress_to: {
          operations: [{ service_name: "aiplatform.googleapis.com", method_selectors: [{ method: "*" }] }],
        },
      },
    ],
    egress_policies: [{ egress_to: { resources: ["projects/333333333333"] } }],
  });
});

test.each<[string, Partial<ServicePerimeterProps>]>([
  ["a level that the perimeter lets in", { accessLevels: [OFFICE] }],
  [
    "a level that a rule asks for",
    { ingress: [IngressRule.of({ title: "a", principals: [DEPLOYER], accessLevels: [OFFICE] })] },
  ],
])("a deployer with %s is not shut out", (_, props) => {
  expect(() =>
    synthStack((scope) => {
      perimeter(scope, { enforcement: PerimeterEnforcement.ENFORCED, deployerAccessLevels: [OFFICE], ...props });
    }),
  ).not.toThrow();
});

test("a project is in one enforced perimeter, and may be in the dry run of another", () => {
  const two = (enforcement: PerimeterEnforcement) => () =>
    synthStack((scope) => {
      perimeter(scope, { enforcement: PerimeterEnforcement.ENFORCED, ingress: [DEPLOY] });
      new ServicePerimeter(scope, "Other", {
        accessPolicy: "123456789012",
        perimeterName: "other",
        projectNumbers: ["210987654321"],
        enforcement,
        deployers: [DEPLOYER],
        ingress: [DEPLOY],
      });
    });
  expect(two(PerimeterEnforcement.ENFORCED)).toThrow(
    'projectNumbers "210987654321": is in another enforced perimeter of this app already',
  );
  expect(two(PerimeterEnforcement.DRY_RUN)).not.toThrow();
});

test.each<[string, Partial<ServicePerimeterProps>, string]>([
  [
    "that shuts its deployer out",
    { enforcement: PerimeterEnforcement.ENFORCED },
    `deployers: "${DEPLOYER.member}" would be shut out`,
  ],
  [
    "that lets its deployer in for one service only",
    {
      enforcement: PerimeterEnforcement.ENFORCED,
      ingress: [IngressRule.of({ title: "a", principals: [DEPLOYER], services: ["storage.googleapis.com"] })],
    },
    "would be shut out",
  ],
  [
    "that lets in by a level which its deployer may not have",
    { enforcement: PerimeterEnforcement.ENFORCED, accessLevels: [OFFICE] },
    `deployers: "${DEPLOYER.member}" would be shut out`,
  ],
  [
    "that asks its deployer for a level",
    {
      enforcement: PerimeterEnforcement.ENFORCED,
      ingress: [IngressRule.of({ title: "a", principals: [DEPLOYER], accessLevels: [OFFICE] })],
      deployerAccessLevels: ["accessPolicies/123456789012/accessLevels/home"],
    },
    "would be shut out",
  ],
  [
    "with a level by its name",
    { accessLevels: ["office"] },
    'accessLevels "office": must be accessPolicies/123456789012/',
  ],
  [
    "with a level of another policy",
    { accessLevels: ["accessPolicies/999999999999/accessLevels/office"] },
    "of the perimeter's own policy",
  ],
  ["with a project twice", { projectNumbers: ["210987654321", "210987654321"] }, "is there twice"],
  ["without a word on its enforcement", { enforcement: undefined }, "enforcement: is missing"],
  ["with a word for its enforcement", { enforcement: "ENFORCED" as never }, "enforcement: is missing"],
  ["without deployers", { deployers: [] }, "deployers: is empty"],
  ["without projects", { projectNumbers: [] }, "projectNumbers: is empty"],
  ["of a project's id", { projectNumbers: ["my-project"] }, "must be the project's number"],
  ["without services", { restrictedServices: [] }, "nothing is protected"],
  ["of a service that is none", { restrictedServices: ["storage"] }, 'restrictedServices "storage"'],
  ["with a bad name", { perimeterName: "my-perimeter" }, 'perimeterName "my-perimeter"'],
])("a perimeter %s is refused", (_, props, words) => {
  expect(() =>
    synthStack((scope) => {
      perimeter(scope, props);
    }),
  ).toThrow(words);
});

test.each([
  [() => IngressRule.of({ title: "a", principals: [] }), "names nobody"],
  [() => IngressRule.of({ title: "a", principals: [{ member: "allUsers" }] }), '"allUsers" cannot stand in a rule'],
  [() => IngressRule.of({ title: "a", principals: [DEPLOYER], accessLevels: ["*"] }), 'access level "*"'],
  [() => IngressRule.of({ title: "a", principals: [DEPLOYER], services: ["*"] }), 'service "*" must be a name'],
  [() => EgressRule.of({ title: "a", principals: [DEPLOYER], projectNumbers: [] }), "names no project"],
  [() => EgressRule.of({ title: "a", principals: [DEPLOYER], projectNumbers: ["*"] }), 'project "*"'],
])("rule %# is refused", (make, words) => {
  expect(make).toThrow(words);
});

test("the services are those of the old list of six and what pipelines need besides", () => {
  const services = RestrictedServices.pipelines();
  for (const name of ["storage", "bigquery", "aiplatform", "compute", "dns", "artifactregistry"]) {
    expect(services).toContain(`${name}.googleapis.com`);
  }
  expect(services).toEqual([...new Set(services)].sort());
});

describe("the registry's way out of a perimeter", () => {
  class Provider extends TerraformProvider {
    constructor(scope: TerraformStack, type: string) {
      super(scope, "Beta", {
        terraformResourceType: type,
        terraformGeneratorMetadata: { providerName: type, providerVersion: "7.45.0" },
        terraformProviderSource: `hashicorp/${type}`,
      });
    }
  }
  const synth = (type: string) =>
    synthApp((app) => {
      const stack = googleStack(app, "stack");
      const provider = new Provider(stack, type);
      new RemoteRepositoryAccess(stack, "Access", { project: "my-project", location: "us-central1", provider });
    }).stack();

  test("is a setting of google-beta", () => {
    expect(synth("google-beta").resource("google_artifact_registry_vpcsc_config").body).toMatchObject({
      project: "my-project",
      location: "us-central1",
      vpcsc_policy: "ALLOW",
      provider: "google-beta",
    });
  });

  test("of another provider is refused, with the command that does the same", () => {
    expect(() => synth("google")).toThrow(
      'provider: is "google", and the setting is in google-beta only; give it one, or run ' +
        '"gcloud artifacts vpcsc-config allow --project=my-project --location=us-central1"',
    );
  });
});

test.each<[string, object, string]>([
  ["a policy by name", { accessPolicy: "org" }, 'accessPolicy "org": must be the policy\'s number'],
  ["a name with a dash", { perimeterName: "ai-ml" }, 'perimeterName "ai-ml"'],
  ["a service without its domain", { restrictedServices: ["storage"] }, 'restrictedServices "storage"'],
  ["nothing said of its enforcement", { enforcement: undefined }, "enforcement: is missing; say"],
])("an imported perimeter with %s is refused", (_, attributes, words) => {
  expect(() =>
    synthStack((stack) => {
      ServicePerimeter.fromServicePerimeterAttributes(stack, "Perimeter", {
        accessPolicy: "1234567890",
        perimeterName: "ml",
        enforcement: PerimeterEnforcement.ENFORCED,
        restrictedServices: ["storage.googleapis.com"],
        ...attributes,
      });
    }),
  ).toThrow(words);
});
