export * from "./python-bucket-index";
