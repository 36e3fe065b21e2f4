export * from "./duration";
export * from "./errors";
export * from "./namespace";
export * from "./ordering";
export * from "./resolved-fragment";
export * from "./stack-provider";
export * from "./validator";
export * from "./version-constraint";
