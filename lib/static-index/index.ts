export * from "./index-program";
export * from "./kubernetes-manifests";
export * from "./migration-program";
export * from "./nginx-configuration";
