export * from "./bucket";
export * from "./bucket-interface";
export * from "./deleted-objects";
export * from "./lifecycle-rule";
export * from "./storage-service-agent";
