export * from "./index-program";
export * from "./nginx-configuration";
