export * from "./component-settings";
export * from "./network-mode";
export * from "./pipeline-parameter";
export * from "./pipeline-runtime";
export * from "./pipeline-schedule";
export * from "./pipeline-template";
export * from "./staged-files";
export * from "./vertex-ai-service-agents";
