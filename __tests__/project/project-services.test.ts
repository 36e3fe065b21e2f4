import { PythonStandardRepository } from "../../lib/artifact-registry";
import { ProjectServices } from "../../lib/project";
import { LOCATION, synthStack } from "../support/registry-app";

const SERVICE = "google_project_service";

describe("ProjectServices", () => {
  test("enables each API once and leaves it enabled", () => {
    const services = ["iam.googleapis.com", "artifactregistry.googleapis.com", "iam.googleapis.com"];
    const stack = synthStack((scope) => {
      expect(new ProjectServices(scope, "Services", { services }).dependables).toHaveLength(2);
    });
    expect(stack.resources(SERVICE).map(({ body }) => [body.service, body.disable_on_destroy])).toEqual([
      ["artifactregistry.googleapis.com", false],
      ["iam.googleapis.com", false],
    ]);
  });

  test("one can be waited for", () => {
    const stack = synthStack((scope) => {
      const api = new ProjectServices(scope, "Services", { services: ["artifactregistry.googleapis.com"] });
      const dependsOn = [api.service("artifactregistry.googleapis.com")];
      new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION, dependsOn });
      expect(() => api.service("run.googleapis.com")).toThrow(
        'service "run.googleapis.com": not enabled here; ' +
          "enabled are artifactregistry.googleapis.com [registry/Services]",
      );
    });
    expect(stack.at("Own/Resource").depends_on).toEqual([stack.resource(SERVICE).address]);
  });

  test.each([
    [[], "services: must name one API at least"],
    [["artifactregistry"], 'services "artifactregistry": must be the host name of a Google API'],
    [["https://iam.googleapis.com"], 'services "https://iam.googleapis.com"'],
  ])("%p is refused", (services, message) => {
    expect(() => synthStack((scope) => new ProjectServices(scope, "Services", { services }))).toThrow(message);
  });
});
