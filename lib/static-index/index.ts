export * from "./index-program";
export * from "./kubernetes-manifests";
export * from "./nginx-configuration";
