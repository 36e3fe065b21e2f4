import { Token } from "cdktf";
import { Principal } from "../../lib/iam";

const pool = { projectNumber: "123456789012", poolId: "my-pool" };
const POOL = "iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/my-pool";

describe("Principal", () => {
  test.each([
    [Principal.user("ada@example.com"), "user:ada@example.com"],
    [Principal.group("ml-engineers@example.com"), "group:ml-engineers@example.com"],
    [Principal.serviceAccount("a@p.iam.gserviceaccount.com"), "serviceAccount:a@p.iam.gserviceaccount.com"],
    [Principal.domain("example.com"), "domain:example.com"],
    [
      Principal.workloadIdentity(pool, "repo:org/name:ref:refs/heads/main"),
      `principal://${POOL}/subject/repo:org/name:ref:refs/heads/main`,
    ],
    [Principal.workloadIdentityGroup(pool, "builders"), `principalSet://${POOL}/group/builders`],
    [
      Principal.workloadIdentityAttribute(pool, "repository", "org/name"),
      `principalSet://${POOL}/attribute.repository/org/name`,
    ],
    [Principal.wholeWorkloadIdentityPool(pool), `principalSet://${POOL}/*`],
  ])("%# has its IAM member", (principal, member) => {
    expect(principal.member).toBe(member);
  });

  test.each([
    "user:ada@example.com",
    "group:ml-engineers@example.com",
    "serviceAccount:a@p.iam.gserviceaccount.com",
    "domain:example.com",
    `principal://${POOL}/subject/x`,
    `principalSet://${POOL}/group/x`,
    `principalSet://${POOL}/attribute.repository/org/name`,
  ])("%s is read back as itself", (member) => {
    expect(Principal.fromMember(member).member).toBe(member);
  });

  test.each([
    "allUsers",
    "allAuthenticatedUsers",
    "user:allUsers",
    "group:",
    "user:a@b@c.com",
    "user:user:ada@example.com",
    "group:${var.group}",
    "projectOwner:my-project",
    "deleted:user:ada@example.com?uid=1",
    "domain:*",
    `principalSet://${POOL}/*`,
    `principalSet://${POOL}/group/*`,
    `principal://${POOL}/group/x`,
    "principal://other.example/subject/x",
    "",
  ])("%p is refused", (member) => {
    expect(() => Principal.fromMember(member)).toThrow("principal");
  });

  test("a whole workload identity pool asks to be named as such", () => {
    expect(() => Principal.fromMember(`principalSet://${POOL}/*`)).toThrow("Principal.wholeWorkloadIdentityPool(...)");
  });

  test.each([
    [Principal.workforceIdentity("acme-staff", "ada"), "principal", "subject/ada"],
    [Principal.workforceGroup("acme-staff", "ml-engineers"), "principalSet", "group/ml-engineers"],
    [Principal.workforceAttribute("acme-staff", "department", "ml"), "principalSet", "attribute.department/ml"],
  ])("people of a workforce pool can be named (%#)", (principal, kind, rest) => {
    const member = `${kind}://iam.googleapis.com/locations/global/workforcePools/acme-staff/${rest}`;
    expect(principal.member).toBe(member);
    expect(Principal.fromMember(member).member).toBe(member);
    expect(Principal.refusal(principal)).toBeUndefined();
  });

  test("a whole workforce pool asks to be named as such", () => {
    const member = "principalSet://iam.googleapis.com/locations/global/workforcePools/acme-staff/*";
    expect(() => Principal.fromMember(member)).toThrow("Principal.wholeWorkforcePool(...)");
    expect(Principal.refusal({ member })).toContain("is a whole pool of identities");
    expect(Principal.wholeWorkforcePool("acme-staff").member).toBe(member);
    expect(Principal.refusal(Principal.wholeWorkforcePool("acme-staff"))).toBeUndefined();
    expect(() => Principal.workforceGroup("Acme", "x")).toThrow(/workforce pool "Acme": must be 6 to 63/);
    expect(() => Principal.workforceGroup("acme-staff", "*")).toThrow(/principal "\*"/);
    expect(() => Principal.fromMember(member.replace("principalSet", "principal").replace("*", "group/x"))).toThrow(
      "principal",
    );
  });

  test("a pool is named by the project's number, and all that is wrong is said", () => {
    expect(() => Principal.workloadIdentity({ projectNumber: "my-project", poolId: "My Pool" }, "x")).toThrow(
      /2 problems\n.*projectNumber "my-project".*\n.*poolId "My Pool"/,
    );
  });

  test("a value that only Terraform knows passes", () => {
    const email = Token.asString({ ref: "x" });
    expect(Principal.user(email).member).toContain("user:");
  });
});
