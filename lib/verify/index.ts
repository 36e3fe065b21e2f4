export { ApplicationDefaultCredentials } from "./credentials";
export { jsonReport } from "./json-report";
export { RepositoryName } from "./repository-name";
export { ServiceEndpoints } from "./service-endpoints";
export { textReport } from "./text-report";
export { verdictOf } from "./verdict";
export { verify } from "./verification";
