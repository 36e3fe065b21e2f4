export * from "./python-host";
