export * from "./deployment-settings";
export * from "./deployment-state";
export * from "./hosts-stack";
export * from "./images-stack";
export * from "./network-stack";
export * from "./pipeline-compilation";
export * from "./pipelines-stack";
export * from "./registry-stack";
