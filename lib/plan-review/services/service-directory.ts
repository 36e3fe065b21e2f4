import { type ServiceCards } from "../cards/card";

/** Names of services, and where they lead. */
export const SERVICE_DIRECTORY: ServiceCards = {
  google_service_directory_namespace: {
    lost: "the names in it",
    harmless: { new: "it is empty; what its services lead to is told" },
  },
  google_service_directory_service: {
    lost: "the name, which leads nowhere any more",
    decisions: { metadata: "what programs are told of it", namespace: "under which name it is found" },
    harmless: { new: "it is empty; what its endpoints lead to is told" },
  },
  google_service_directory_endpoint: {
    lost: "one place where the name of a service leads",
    decisionsWhenNew: {
      address: "where the name of a service leads",
      port: "where the name of a service leads",
      network: "on which network the name of a service leads",
    },
    decisions: { metadata: "what programs are told of it", service: "which name leads to it" },
    harmless: { new: "where it leads is told by its attributes" },
  },
};
