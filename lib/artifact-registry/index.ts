export * from "./apt-remote-repository";
export * from "./artifact-registry-rule";
export { CleanupPolicy, TagState } from "./cleanup-policy";
export type { CleanupCondition } from "./cleanup-policy";
export * from "./client-settings";
export * from "./docker-remote-repository";
export * from "./docker-repository";
export * from "./docker-standard-repository";
export * from "./docker-virtual-repository";
export * from "./download-gate";
export * from "./download-policy";
export * from "./download-rules";
export * from "./google-provider-version";
export * from "./python-remote-repository";
export type { IPythonRepository, IWritablePythonRepository } from "./python-repository";
export * from "./python-standard-repository";
export * from "./python-virtual-repository";
export { RepositoryFormat, RepositoryMode, VulnerabilityScanning } from "./repository";
export type {
  IRepository,
  IWritableRepository,
  RepositoryAttributes,
  RepositoryProps,
  StoringRepositoryProps,
} from "./repository";
export type { RemoteRepositoryProps } from "./remote-repository";
export * from "./service-agent";
export * from "./upstream";
