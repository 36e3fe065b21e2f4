import path from "node:path";

/**
 * What each room of lib/ may import besides itself and other packages. "Dependencies point one way": whoever is not
 * listed is above, beside or unknown, and refused.
 */
const MODELS = [
  "core",
  "text",
  "packages",
  "simple-api",
  "static-index",
  "clients",
  "terraform",
  "access",
  "policy",
  "reachability",
];
const FOUNDATIONS = [...MODELS, "project", "iam"];
const SERVICES = [
  "storage",
  "artifact-registry",
  "network",
  "compute",
  "cloud-build",
  "cloud-run",
  "vertex-ai",
  "vpc-service-controls",
];
/** Put together from services. */
const SYSTEMS = ["bucket-index"];
const MAY_IMPORT = new Map([
  ["core", []],
  ["text", ["core"]],
  ["packages", ["core", "text"]],
  ["simple-api", ["core", "text", "packages"]],
  ["static-index", ["core"]],
  ["clients", ["core", "text", "packages"]],
  ["terraform", ["core", "text", "packages"]],
  ["access", ["core", "text", "packages", "terraform"]],
  ["policy", ["core", "text", "packages", "terraform"]],
  ["reachability", ["core", "text", "packages", "terraform"]],
  ["plan-review", MODELS],
  ["preview", MODELS],
  ["verify", MODELS],
  ["cli", [...MODELS, "plan-review", "preview", "verify"]],
  ["project", MODELS],
  ["iam", [...MODELS, "project"]],
  ...SERVICES.map((service) => [service, FOUNDATIONS]),
  ...SYSTEMS.map((system) => [system, [...FOUNDATIONS, ...SERVICES]]),
  ["stacks", [...FOUNDATIONS, ...SERVICES, ...SYSTEMS]],
  ["main.ts", [...FOUNDATIONS, ...SERVICES, ...SYSTEMS, "stacks"]],
]);

/** Rooms that load in a shell without cdktf, and the files of core that they share with the constructs. */
const WITHOUT_CDKTF = new Set([
  "text",
  "packages",
  "simple-api",
  "static-index",
  "clients",
  "terraform",
  "access",
  "policy",
  "reachability",
  "plan-review",
  "preview",
  "verify",
  "cli",
]);
const CORE_WITHOUT_CDKTF = new Set(["lib/core/errors", "lib/core/given", "lib/core/ip-range"]);
const withoutEnding = (file) => file.replace(/\.[jt]s$/, "");

/** Whose public surface other languages use too, by jsii: the rooms of constructs, and what their signatures name. */
export const CONSTRUCT_ROOMS = [...MAY_IMPORT.keys()].filter((room) => !WITHOUT_CDKTF.has(room) && room !== "main.ts");
export const NAMED_BY_CONSTRUCTS = {
  packages: ["allowed-packages", "package-name", "package-version"],
  reachability: ["egress", "egress-summary", "pipeline-reach"],
};

const CDKTF = /^(cdktf|constructs|@cdktf)(\/|$)/;
const OWN_NAME = /^cdktf-google-private-pypi(\/|$)/;
const PROVIDER_INDEX = /^@cdktf\/provider-google(\/lib|\/lib\/index(\.[cm]?[jt]s)?)?\/?$/;
const CDKTF_INSIDE = /^cdktf\//;

/** Calls `check(node, specifier, typeOnly)` for everything that loads a module, in whatever way it is written. */
function forEachImport(check) {
  const text = (node) => {
    if (node?.type === "Literal" && typeof node.value === "string") return node.value;
    return node?.type === "TemplateLiteral" && node.quasis.length === 1 ? node.quasis[0].value.cooked : undefined;
  };
  const visit = (node, source, typeOnly) => {
    const specifier = text(source);
    if (specifier !== undefined) check(node, specifier, typeOnly);
  };
  const allTypes = (specifiers, kind) => specifiers.length > 0 && specifiers.every((one) => one[kind] === "type");
  return {
    ImportDeclaration: (node) =>
      visit(node, node.source, node.importKind === "type" || allTypes(node.specifiers, "importKind")),
    ExportNamedDeclaration: (node) =>
      visit(node, node.source, node.exportKind === "type" || allTypes(node.specifiers, "exportKind")),
    ExportAllDeclaration: (node) => visit(node, node.source, node.exportKind === "type"),
    ImportExpression: (node) => visit(node, node.source, false),
    TSImportType: (node) => visit(node, node.source ?? node.argument?.literal, true),
    TSExternalModuleReference: (node) => visit(node, node.expression, node.parent.importKind === "type"),
    "CallExpression[callee.name='require']": (node) => visit(node, node.arguments[0], false),
    "CallExpression[callee.object.name='require']": (node) => visit(node, node.arguments[0], false),
  };
}

/** `lib/packages/lock.ts` → `packages`, `main.ts` → `main.ts`, `examples/one.ts` → `examples`. */
function roomOf(file) {
  const [top, room] = file.split("/");
  return top === "lib" ? room : top;
}

const layers = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      unknownRoom: '"{{room}}" is no room of the design: say in eslint.rules.mjs what it may import',
      upwards: '"{{from}}" must not import "{{to}}": {{allowed}}',
      valueOfService: '"{{from}}" meets "{{to}}" only through its interfaces: use "import type"',
      cdktf: '"{{from}}" works without cdktf, so it must not import "{{specifier}}"',
      coreIndex: '"{{from}}" works without cdktf, and of core only "core/errors", "core/given" and "core/ip-range" do',
      outside: '"{{from}}" must not import "{{specifier}}" from outside lib/',
      ownName: "lib/ imports its own rooms by relative path, never as the published package",
      stranger: 'an example imports the published package ("cdktf-google-private-pypi/<room>"), as a stranger would',
    },
  },
  create(context) {
    const here = path.relative(context.cwd, context.filename).replaceAll("\\", "/");
    const from = roomOf(here);
    const pure = WITHOUT_CDKTF.has(from) || CORE_WITHOUT_CDKTF.has(withoutEnding(here));

    const check = (node, specifier, typeOnly) => {
      const report = (messageId, data = {}) => context.report({ node, messageId, data: { from, specifier, ...data } });
      if (!specifier.startsWith(".")) {
        if (from !== "examples" && OWN_NAME.test(specifier)) report("ownName");
        if (pure && CDKTF.test(specifier)) report("cdktf");
        return;
      }
      const target = path.posix.join(path.posix.dirname(here), specifier);
      const to = roomOf(target);
      if (from === "examples") {
        if (to !== from) report("stranger");
      } else if (!target.startsWith("lib/")) {
        if (from !== "main.ts" && target !== "package.json") report("outside");
      } else if (to !== from) {
        const allowed = MAY_IMPORT.get(from);
        if (allowed.includes(to)) {
          if (pure && to === "core" && !CORE_WITHOUT_CDKTF.has(withoutEnding(target))) report("coreIndex");
        } else if (SERVICES.includes(from) && SERVICES.includes(to)) {
          if (!typeOnly) report("valueOfService", { to });
        } else {
          report("upwards", {
            to,
            allowed: allowed.length > 0 ? `it may import ${allowed.join(", ")}` : "it is the base",
          });
        }
      } else if (pure && from === "core" && !CORE_WITHOUT_CDKTF.has(withoutEnding(target))) {
        report("coreIndex");
      }
    };

    if (from !== "examples" && !MAY_IMPORT.has(from)) {
      return { Program: (node) => context.report({ node, messageId: "unknownRoom", data: { room: from } }) };
    }
    return forEachImport(check);
  },
};

const deepImports = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      providerIndex:
        "the provider's index loads all of Google Cloud (seconds, 420 MB): " +
        'import "@cdktf/provider-google/lib/<resource>"',
      cdktfInside: '"{{specifier}}" is not public: import "cdktf"',
    },
  },
  create(context) {
    return forEachImport((node, specifier) => {
      if (PROVIDER_INDEX.test(specifier)) context.report({ node, messageId: "providerIndex" });
      else if (CDKTF_INSIDE.test(specifier)) context.report({ node, messageId: "cdktfInside", data: { specifier } });
    });
  },
};

/** jsii notes on an object which one of another language it stands for, and fails where it cannot. It copies lists. */
const extensibleObjects = {
  meta: {
    type: "problem",
    schema: [],
    messages: { frozen: "other languages cannot use a frozen object: freeze lists only" },
  },
  create(context) {
    return {
      'CallExpression[callee.object.name="Object"][callee.property.name=/^(freeze|seal|preventExtensions)$/]': (
        node,
      ) => {
        const [argument] = node.arguments;
        if (["ThisExpression", "ObjectExpression"].includes(argument?.type))
          context.report({ node, messageId: "frozen" });
      },
    };
  },
};

const isLogical = (node) => node?.type === "LogicalExpression" && node.operator !== "??";
const withoutNot = (node) => (node.type === "UnaryExpression" && node.operator === "!" ? node.argument : node);

/** The conditions that `&&` and `||` put side by side, in brackets or not. */
function conditionsOf(node) {
  const inner = withoutNot(node);
  return isLogical(inner) ? [...conditionsOf(inner.left), ...conditionsOf(inner.right)] : [node];
}

/** More than three conditions side by side are several thoughts: each gets a name, or returns early. */
const fewConditions = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: { many: "{{count}} conditions side by side: give some of them a name, or return early" },
  },
  create(context) {
    return {
      LogicalExpression: (node) => {
        const above = node.parent.type === "UnaryExpression" ? node.parent.parent : node.parent;
        if (!isLogical(node) || isLogical(above)) return;
        const { length: count } = conditionsOf(node);
        if (count > 3) context.report({ node, messageId: "many", data: { count } });
      },
    };
  },
};

export default {
  rules: {
    layers,
    "deep-imports": deepImports,
    "extensible-objects": extensibleObjects,
    "few-conditions": fewConditions,
  },
};
