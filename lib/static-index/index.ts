export * from "./index-program";
