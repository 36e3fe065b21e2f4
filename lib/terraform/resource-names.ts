/** Attributes that hold the name of a resource in a project, and no text of people or programs. */
const ATTRIBUTES =
  /(?:^|_)(?:connector|crypto_key|crypto_key_id|dataset|key_name|key_ring|key_self_link|network|network_url|parent|project|repository|secret|secret_id|subnetwork|subscription|topic)$/;

/** Whether an attribute holds the name of a resource. */
export function namesResource(attribute: string): boolean {
  return ATTRIBUTES.test(attribute);
}

/** The service and the path of a full name, `//pubsub.googleapis.com/projects/…`, or of a URL of the service's API. */
const FULL_NAME = /^(?:https:)?\/\/([a-z]+)\.googleapis\.com\/(?:v\d\w*\/)?(projects\/\S+)$/;

/**
 * Whether two texts in an attribute name one resource, by its full name, by a URL or by its path alone: providers keep
 * the one, and newer ones the other.
 *
 * @see https://cloud.google.com/apis/design/resource_names#full_resource_name
 */
export function isOneName(attribute: string, one: string, other: string): boolean {
  if (!namesResource(attribute)) return false;
  const [[, service = "", path = one], [, otherService = "", otherPath = other]] = [
    FULL_NAME.exec(one) ?? [],
    FULL_NAME.exec(other) ?? [],
  ];
  if (path !== otherPath) return false;
  // Without a service it is that of the attribute.
  return service === otherService || service === "" || otherService === "";
}
