// Whoever has no cdktf catches errors by this one, too.
export * from "../core/errors";
export * from "./allowed-packages";
export * from "./package-name";
export * from "./package-version";
