export * from "./build-exception";
export * from "./build-source";
export * from "./build-start";
export * from "./image-build";
export * from "./image-build-interface";
export * from "./package-fill";
export * from "./python-build-interface";
export * from "./python-target";
