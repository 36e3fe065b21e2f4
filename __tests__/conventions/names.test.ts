import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";

import { exportedClasses, isConstructClass } from "./exported-classes";

const LIB = join(__dirname, "../../lib");

/** The functions, methods and static factories of a file, with what they answer as it is written. */
function functionsIn(file: string): { readonly name: string; readonly answer: string }[] {
  const found: { name: string; answer: string }[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name !== undefined) {
      found.push({ name: node.name.getText(source), answer: node.type?.getText(source) ?? "" });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const functions = files.flatMap((file) => functionsIn(join(LIB, file)).map((one) => ({ file, ...one })));

test("of, from… and parse… answer or throw: what may not be understood is read…", () => {
  expect(functions.filter(({ name }) => name.startsWith("read")).length).toBeGreaterThan(20);
  const unsure = functions.filter(({ name, answer }) => {
    return /^(?:of|from|parse)(?:[A-Z]|$)/.test(name) && /\bundefined\b/.test(answer);
  });
  expect(unsure).toEqual([]);
});

test("from… says what it is made from", () => {
  expect(functions.filter(({ name }) => name === "from")).toEqual([]);
});

/** Parts of something else, or what a whole app has once: nothing refers to one that exists already. */
const NEVER_REFERRED_TO = [
  "ArtifactRegistryRule",
  "DownloadRules",
  "EgressDeny",
  "Firewall",
  "ForwardingZone",
  "GoogleApis",
  "IapSsh",
  "ImageBuild",
  "NatGateway",
  "NoPublicNames",
  "PackageBuild",
  "PackageFill",
  "PeeringZone",
  "PipelineBuild",
  "PipelineSchedule",
  "PrivateServicesAccess",
  "ProjectServices",
  // What others of it need is its bucket, and the address of its service.
  "PythonBucketIndex",
  // As a PythonStandardRepository it is imported: its list is with whoever fills it.
  "PythonCuratedRepository",
  "RemoteRepositoryAccess",
  "SecureWebProxy",
  "StagedComponentSettings",
  "StagedTemplate",
  "VertexAiServiceAgents",
];
/** A service agent stands for what exists already. */
const STAND_ALONE = /(?:Stack|ServiceAgent)$/;

test("each construct that can exist already has from…Attributes", () => {
  const constructs = exportedClasses().filter(isConstructClass);
  expect(constructs.length).toBeGreaterThan(20);
  const without = constructs.filter(({ name, type }) => !STAND_ALONE.test(name) && !hasImport(type));
  expect([...new Set(without.map(({ name }) => name))].sort()).toEqual(NEVER_REFERRED_TO);
});

function hasImport(type: object): boolean {
  return Object.getOwnPropertyNames(type).some((name) => /^from[A-Z]\w*Attributes$/.test(name));
}
