import { DeploymentSettings } from "../../lib/stacks";

describe("DeploymentSettings", () => {
  test("have defaults for everything, also where a variable is empty", () => {
    for (const environment of [{}, { PROJECT_ID: "", LOCATION: "", READERS: "", STATE_BUCKET: "" }]) {
      const settings = DeploymentSettings.fromEnvironment(environment);
      expect(settings).toMatchObject({ project: DeploymentSettings.EXAMPLE_PROJECT, location: "us-central1", readers: [] });
      expect([settings.projectNumber, settings.kmsKeyName, settings.stateBucket]).toEqual([undefined, undefined, undefined]);
    }
  });

  test("read every variable", () => {
    const settings = DeploymentSettings.fromEnvironment({
      PROJECT_ID: "example.com:my-project",
      PROJECT_NUMBER: "123456789012",
      LOCATION: "europe",
      KMS_KEY_NAME: "projects/p/locations/europe/keyRings/r/cryptoKeys/k",
      STATE_BUCKET: "my-state",
      READERS: "group:ml@example.com, user:ada@example.com,",
    });
    expect(settings).toMatchObject({
      project: "example.com:my-project",
      projectNumber: "123456789012",
      location: "europe",
      kmsKeyName: "projects/p/locations/europe/keyRings/r/cryptoKeys/k",
      stateBucket: "my-state",
    });
    expect(settings.readers.map(({ member }) => member)).toEqual(["group:ml@example.com", "user:ada@example.com"]);
  });

  test("say all that is wrong at once", () => {
    const environment = { PROJECT_ID: "123", LOCATION: "us-central1-a", STATE_BUCKET: "gs://x", READERS: "allUsers,ada@example.com" };
    expect(() => DeploymentSettings.fromEnvironment(environment)).toThrow(
      /5 problems\n.*PROJECT_ID "123": must be a project id.*\n.*LOCATION "us-central1-a".*\n.*STATE_BUCKET "gs:\/\/x".*\n.*READERS: principal "allUsers".*\n.*READERS: principal "ada@example.com"/,
    );
  });

  test.each(["us-central1\n", " us", "us;rm"])("a location of %p is refused", (LOCATION) => {
    expect(() => DeploymentSettings.fromEnvironment({ LOCATION })).toThrow("environment variable LOCATION");
  });
});
