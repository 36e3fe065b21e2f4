export * from "./deployment-settings";
export * from "./registry-stack";
