export * from "./perimeter-rule";
export * from "./remote-repository-access";
export * from "./restricted-services";
export * from "./service-perimeter";
