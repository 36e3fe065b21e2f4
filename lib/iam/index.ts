export * from "./grant";
export * from "./principal";
export * from "./service-account";
