export * from "./allowed-packages";
export * from "./package-name";
export * from "./package-version";
