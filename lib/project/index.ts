export * from "./project-services";
