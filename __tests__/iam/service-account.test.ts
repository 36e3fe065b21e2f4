import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { PythonStandardRepository } from "../../lib/artifact-registry";
import { Principal, ServiceAccount } from "../../lib/iam";
import type { IPrincipal } from "../../lib/iam";
import { googleStack, LOCATION, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

const MEMBER = "google_service_account_iam_member";
const ada = Principal.user("ada@example.com");

describe("ServiceAccount", () => {
  test("knows its e-mail without Terraform", () => {
    const stack = synthStack((scope) => {
      const account = new ServiceAccount(scope, "Account", { accountId: "pipelines" });
      expect(account.serviceAccountEmail).toBe("pipelines@my-project.iam.gserviceaccount.com");
      expect(account.member).toBe("serviceAccount:pipelines@my-project.iam.gserviceaccount.com");
    });
    expect(stack.at("Account/Resource")).toMatchObject({ account_id: "pipelines" });
  });

  test("knows its e-mail in a project of a domain", () => {
    synthStack((scope) => {
      const account = new ServiceAccount(scope, "Account", {
        accountId: "pipelines",
        project: "example.com:my-project",
      });
      expect(account.serviceAccountEmail).toBe("pipelines@my-project.example.com.iam.gserviceaccount.com");
    });
  });

  test("a grant waits for the account that it names", () => {
    const stack = synthStack((scope) => {
      const account = new ServiceAccount(scope, "Account", { accountId: "pipelines" });
      new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION }).grantRead(account);
    });
    expect(stack.resource("google_artifact_registry_repository_iam_member").body.depends_on).toContain(
      stack.resource("google_service_account").address,
    );
  });

  test("a grant to an account of another stack is ordered by the stacks, without remote state", () => {
    const app = synthApp((scope) => {
      const account = new ServiceAccount(googleStack(scope, "identities"), "Account", { accountId: "pipelines" });
      new PythonStandardRepository(googleStack(scope, "registry"), "Own", {
        repositoryName: "own",
        location: LOCATION,
      }).grantRead(account);
    });
    expect(app.stack("registry").dependencies).toEqual(["identities"]);
    expect(JSON.stringify(app.stack("registry").json)).not.toContain("terraform_remote_state");
  });

  test("an account whose project only Terraform knows can be granted to, under a lasting id", () => {
    const ids = ["one", "two"].map(() =>
      synthApp((app) => {
        const stack = new TerraformStack(app, "registry");
        const account = new ServiceAccount(stack, "Account", { accountId: "pipelines" });
        new PythonStandardRepository(stack, "Own", { repositoryName: "own", location: LOCATION }).grantRead(account);
        new GoogleProvider(stack, "Google", { project: "my-project" });
      })
        .stack()
        .logicalIds(),
    );
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]).toHaveLength(3);
  });

  test("a principal without any literal name is refused", () => {
    expect(() =>
      synthStack((scope) => {
        const nameless: IPrincipal = { member: "${var.member}" };
        const own = new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION });
        own.grantRead({ member: new ServiceAccount(scope, "A", { accountId: "pipelines" }).principalResource!.fqn });
        own.grantRead(nameless);
      }),
    ).toThrow("principal: its name is known only to Terraform");
  });

  test.each([
    ["grantImpersonate", "roles/iam.serviceAccountTokenCreator"],
    ["grantActAs", "roles/iam.serviceAccountUser"],
  ] as const)("%s adds one member", (method, role) => {
    const stack = synthStack((scope) => {
      new ServiceAccount(scope, "Account", { accountId: "pipelines" })[method](ada);
    });
    expect(stack.resource(MEMBER).body).toMatchObject({
      role,
      member: "user:ada@example.com",
      service_account_id: `\${${stack.resource("google_service_account").address}.name}`,
    });
  });

  test("one that exists already can be granted on", () => {
    const stack = synthStack((scope) => {
      const account = ServiceAccount.fromServiceAccountAttributes(scope, "Account", {
        serviceAccountEmail: "builds@p.iam.gserviceaccount.com",
      });
      expect(account.member).toBe("serviceAccount:builds@p.iam.gserviceaccount.com");
      account.grantActAs(ada);
    });
    expect(stack.count("google_service_account")).toBe(0);
    expect(stack.resource(MEMBER).body.service_account_id).toBe(
      "projects/-/serviceAccounts/builds@p.iam.gserviceaccount.com",
    );
  });

  test("takes its grants along when it is replaced, for they name an e-mail that stays the same", () => {
    const stack = synthStack((scope) => {
      const account = new ServiceAccount(scope, "Account", { accountId: "pipelines" });
      const repository = new PythonStandardRepository(scope, "Mine", { repositoryName: "mine", location: LOCATION });
      repository.grantRead(account);
      repository.grantRead(account);
    });
    const [grant] = stack.resources("google_artifact_registry_repository_iam_member");
    const ids = ["google_service_account", "google_artifact_registry_repository"].map(
      (type) => `${stack.resource(type).address}.id`,
    );
    expect(grant?.body.lifecycle).toEqual({ replace_triggered_by: ids });
    expect(grant?.body.depends_on).toEqual(ids.map((id) => id.slice(0, -".id".length)));
  });

  test.each(["short", "Pipelines", "pipelines-", "1pipelines", "a".repeat(31)])(
    "account id %p is refused",
    (accountId) => {
      expect(() => synthStack((scope) => new ServiceAccount(scope, "Account", { accountId }))).toThrow(
        `accountId "${accountId}": must be 6 to 30 lower-case letters, digits and "-", beginning with a letter, ` +
          'not ending with "-" [registry/Account]',
      );
    },
  );

  test.each(["ada@example.com", "builds", "x@p.iam.gserviceaccount.com/y"])("%p is no service account", (email) => {
    expect(() =>
      synthStack((scope) =>
        ServiceAccount.fromServiceAccountAttributes(scope, "Account", { serviceAccountEmail: email }),
      ),
    ).toThrow("must be NAME@PROJECT.iam.gserviceaccount.com [registry/Account]");
  });
});
