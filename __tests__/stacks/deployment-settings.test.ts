import { DeploymentSettings } from "../../lib/stacks";

describe("DeploymentSettings", () => {
  test("have defaults for everything, also where a variable is empty", () => {
    for (const environment of [{}, { PROJECT_ID: "", LOCATION: "", READERS: "", STATE_BUCKET: "" }]) {
      const settings = DeploymentSettings.fromEnvironment(environment);
      expect(settings).toMatchObject({
        project: DeploymentSettings.EXAMPLE_PROJECT,
        location: "us-central1",
        region: "us-central1",
        zone: "us-central1-b",
        readers: [],
        submitters: [],
      });
      expect([settings.projectNumber, settings.kmsKeyName, settings.stateBucket]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  test("read every variable", () => {
    const settings = DeploymentSettings.fromEnvironment({
      PROJECT_ID: "example.com:my-project",
      PROJECT_NUMBER: "123456789012",
      LOCATION: "europe",
      REGION: "europe-west4",
      ZONE: "europe-west4-a",
      KMS_KEY_NAME: "projects/p/locations/europe/keyRings/r/cryptoKeys/k",
      STATE_BUCKET: "my-state",
      READERS: "group:ml@example.com, user:ada@example.com,",
      SUBMITTERS: "group:ci@example.com",
    });
    expect(settings).toMatchObject({
      project: "example.com:my-project",
      projectNumber: "123456789012",
      location: "europe",
      region: "europe-west4",
      zone: "europe-west4-a",
      kmsKeyName: "projects/p/locations/europe/keyRings/r/cryptoKeys/k",
      stateBucket: "my-state",
    });
    expect(settings.readers.map(({ member }) => member)).toEqual(["group:ml@example.com", "user:ada@example.com"]);
    expect(settings.submitters.map(({ member }) => member)).toEqual(["group:ci@example.com"]);
  });

  test.each([
    [{ LOCATION: "europe" }, "europe-west1", "europe-west1-b"],
    [{ LOCATION: "us" }, "us-central1", "us-central1-b"],
    [{ LOCATION: "asia" }, "asia-southeast1", "asia-southeast1-b"],
    [{ LOCATION: "us-east1" }, "us-east1", "us-east1-b"],
    [{ LOCATION: "us", REGION: "us-west1" }, "us-west1", "us-west1-b"],
  ])("%p puts networks in %s and hosts in %s", (environment, region, zone) => {
    expect(DeploymentSettings.fromEnvironment(environment)).toMatchObject({ region, zone });
  });

  test("say all that is wrong at once", () => {
    const environment = {
      PROJECT_ID: "123",
      LOCATION: "us-central1-a",
      ZONE: "us-central1",
      STATE_BUCKET: "gs://x",
      READERS: "allUsers,ada@example.com",
      SUBMITTERS: "allUsers",
    };
    expect(() => DeploymentSettings.fromEnvironment(environment)).toThrow(
      /7 problems\n.*PROJECT_ID "123": must be a project id.*\n.*LOCATION "us-central1-a".*\n.*ZONE "us-central1": must be a zone.*\n.*STATE_BUCKET "gs:\/\/x".*\n.*READERS: principal "allUsers".*\n.*READERS: principal "ada@example.com".*\n.*SUBMITTERS: principal "allUsers"/,
    );
  });

  test.each(["us-central1\n", " us", "us;rm"])("a location of %p is refused", (LOCATION) => {
    expect(() => DeploymentSettings.fromEnvironment({ LOCATION })).toThrow("environment variable LOCATION");
  });
});
