export * from "./duration";
export * from "./errors";
export * from "./namespace";
export * from "./ordering";
export * from "./stack-provider";
export * from "./validator";
export * from "./version-constraint";
