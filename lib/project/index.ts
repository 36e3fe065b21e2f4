export * from "./google-names";
export * from "./project-services";
