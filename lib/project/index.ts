export * from "./google-provider-version";
export * from "./project-services";
