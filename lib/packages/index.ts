export { AllowedPackages } from "./allowed-packages";
export type { AllowedPackage, LockfileOptions, NeedBuild } from "./allowed-packages";
export { PackageName } from "./package-name";
export { PackageVersion } from "./package-version";
