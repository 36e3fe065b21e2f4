import type { TerraformStack } from "cdktf";
import { NetworkAttachment, type NetworkAttachmentProps, PrivateServicesAccess, PrivateVpc } from "../../lib/network";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { synthStack } from "../support/registry-app";

function vpc(stack: TerraformStack, ipCidrRange = "10.0.0.0/28"): PrivateVpc {
  return new PrivateVpc(stack, "Vpc", {
    networkName: "ml",
    subnets: [{ subnetName: "interfaces", region: "us-central1", ipCidrRange }],
  });
}

function attach(stack: TerraformStack, props: Partial<NetworkAttachmentProps> = {}, range?: string): NetworkAttachment {
  const subnet = vpc(stack, range).subnet("interfaces");
  return new NetworkAttachment(stack, "Attachment", { attachmentName: "vertex", subnet, ...props });
}

describe("a network attachment", () => {
  test("lets in who is on its list, which the service writes, and goes with its subnet", () => {
    let name = "";
    const stack = synthStack((scope) => {
      name = attach(scope).resourceName;
    });
    expect(name).toBe("projects/my-project/regions/us-central1/networkAttachments/vertex");
    const subnet = stack.resource("google_compute_subnetwork").address;
    expect(stack.resource("google_compute_network_attachment").body).toMatchObject({
      connection_preference: "ACCEPT_MANUAL",
      subnetworks: ["projects/my-project/regions/us-central1/subnetworks/interfaces"],
      lifecycle: {
        ignore_changes: ["producer_accept_lists"],
        replace_triggered_by: expect.arrayContaining([`${subnet}.id`]),
      },
      depends_on: expect.arrayContaining([subnet]),
    });
  });

  test("is there before what waits for it, and after it", () => {
    const stack = synthStack((scope) => {
      new Bucket(scope, "Late", {
        bucketName: "late",
        location: "us-central1",
        deletedObjects: DeletedObjects.gone(),
        dependsOn: attach(scope).dependables,
      });
    });
    const { address } = stack.resource("google_compute_network_attachment");
    expect(stack.resource("google_storage_bucket").body.depends_on).toEqual([address]);
  });

  test("accepts everybody only when that is said", () => {
    const stack = synthStack((scope) => {
      attach(scope, { acceptAll: true });
    });
    expect(stack.resource("google_compute_network_attachment").body.connection_preference).toBe("ACCEPT_AUTOMATIC");
  });

  test.each([
    [{ attachmentName: "Vertex" }, undefined, 'attachmentName "Vertex": must be at most 63'],
    [
      {},
      "10.0.0.0/29",
      'subnet "interfaces": 10.0.0.0/29 is too small for interfaces; give it a range of /28 or larger',
    ],
  ])("%j in %s is refused", (props, range, words) => {
    expect(() =>
      synthStack((scope) => {
        attach(scope, props, range);
      }),
    ).toThrow(words);
  });

  test("that exists already is named, and not managed", () => {
    const stack = synthStack((scope) => {
      const attributes = { attachmentName: "a", region: "us-central1", project: "other-project" };
      expect(NetworkAttachment.fromNetworkAttachmentAttributes(scope, "A", attributes).resourceName).toBe(
        "projects/other-project/regions/us-central1/networkAttachments/a",
      );
    });
    expect(stack.resources()).toEqual([]);
  });
});

test("two attachments of one name, and two peerings of one network, are refused", () => {
  expect(() =>
    synthStack((stack) => {
      const subnet = vpc(stack).subnet("interfaces");
      for (const id of ["A", "B"]) new NetworkAttachment(stack, id, { attachmentName: "vertex", subnet });
    }),
  ).toThrow('networkAttachments/vertex": is defined by "registry/A" already');
  expect(() =>
    synthStack((stack) => {
      const network = vpc(stack);
      for (const id of ["A", "B"]) new PrivateServicesAccess(stack, id, { vpc: network });
    }),
  ).toThrow('vpc "ml": has private services access already');
});

describe("private services access", () => {
  test("takes the internet from Google's side unless told otherwise, after the peering", () => {
    const stack = synthStack((scope) => {
      new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope) });
    });
    const connection = stack.resource("google_service_networking_connection");
    expect(connection.body).toMatchObject({
      network: "projects/my-project/global/networks/ml",
      reserved_peering_ranges: ["ml-google-services"],
      depends_on: expect.arrayContaining([stack.resource("google_compute_global_address").address]),
    });
    expect(stack.resource("google_service_networking_vpc_service_controls").body).toMatchObject({
      enabled: true,
      network: "ml",
      depends_on: expect.arrayContaining([connection.address]),
    });
  });

  test("says that it is off where it is", () => {
    const stack = synthStack((scope) => {
      const access = new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope), vpcServiceControls: false });
      expect([access.vpcServiceControls, access.rangeName]).toEqual([false, "ml-google-services"]);
    });
    expect(stack.resource("google_service_networking_vpc_service_controls").body.enabled).toBe(false);
  });

  test.each([7, 25, 16.5])("a range of /%d is refused", (prefixLength) => {
    expect(() =>
      synthStack((scope) => {
        new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope), prefixLength });
      }),
    ).toThrow(`prefixLength ${prefixLength}: must be a whole number from 8 to 24`);
  });
});
