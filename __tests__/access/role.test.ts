import { type Power, powersOfPermissions } from "../../lib/access/power";
import { isListedRole, powersOfRole } from "../../lib/access/role";
import dataset from "./predefined-roles.json";

/** What each predefined role permits, worked out from what Google's own tool printed of it. */
const POWERS: Readonly<Record<string, string>> = dataset.roles;

test.each(Object.entries(POWERS))("%s has the powers that its permissions give", (role, powers) => {
  expect(powersOfRole(role)?.join(" ")).toBe(powers);
});

test("services whose roles are taken for harmless have no role with a power", () => {
  const harmless = new Set(dataset.services.split(" "));
  for (const service of ["compute", "storage", "logging", "container", "secretmanager", "bigquery"])
    expect([service, harmless.has(service), powersOfRole(`roles/${service}.whatever`)]).toEqual([service, true, []]);
  const services = [...new Set(Object.keys(POWERS).map((role) => role.replace("roles/", "").replace(/\..*/, "")))];
  for (const service of [...services, "brandnewservice"]) {
    const made = powersOfRole(`roles/${service}.brandNewRole`);
    expect([service, made]).toEqual([service, undefined]);
  }
});

test("a role that is in the table and not in the list has no power", () => {
  for (const role of ["roles/browser", "roles/run.invoker", "roles/iam.roleAdmin", "roles/aiplatform.user"])
    expect([role, isListedRole(role), powersOfRole(role)]).toEqual([role, true, []]);
});

test.each([
  "projects/acme-ml/roles/puller",
  "organizations/1/roles/puller",
  "roles/",
  "",
  "viewer",
  "roles/viewer ",
  "roles/compute",
  "toString",
])("nothing is known of %j", (role) => {
  expect(powersOfRole(role)).toBeUndefined();
});

test.each<[readonly string[], readonly Power[]]>([
  [["artifactregistry.repositories.downloadArtifacts"], ["read"]],
  [
    ["artifactregistry.files.download", "artifactregistry.rules.delete"],
    ["read", "change-rules"],
  ],
  [["artifactregistry.repositories.update"], ["replace"]],
  [["resourcemanager.folders.setIamPolicy"], ["grant"]],
  [["artifactregistry.repositories.get", "artifactregistry.rules.list"], []],
])("permissions %j are powers %j", (permissions, powers) => {
  expect(powersOfPermissions(permissions)).toEqual(powers);
});
