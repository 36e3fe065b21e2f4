import js from "@eslint/js";
import jest from "eslint-plugin-jest";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

import architecture, { CONSTRUCT_ROOMS, NAMED_BY_CONSTRUCTS } from "./eslint.rules.mjs";

/** What Prettier does not break. An import, an address and a pattern stay on the line that they have. */
const WIDTH = { code: 120, ignoreUrls: true, ignoreRegExpLiterals: true, ignorePattern: "^import " };

export default defineConfig(
  globalIgnores(["dist/", "cdktf.out/", "coverage/", "__tests__/lint/fixtures/", "**/*.d.ts"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" }, plugins: { architecture } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "architecture/deep-imports": "error",
      "max-len": ["error", WIDTH],
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A number in a message reads as meant; all else has to be turned into text on purpose.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // jsii knows no functions outside classes, so a concept may be a class of static members.
      "@typescript-eslint/no-extraneous-class": ["error", { allowStaticOnly: true }],
      // Names and versions are ASCII; for all else code points are what is meant.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["lib/**/*.ts", "main.ts", "examples/**/*.ts"],
    rules: {
      "architecture/layers": "error",
      "max-lines": ["error", { max: 400, skipComments: true, skipBlankLines: true }],
      // A function does one thing. A choice among three is a function with a name.
      "max-lines-per-function": ["error", { max: 50, skipComments: true, skipBlankLines: true }],
      "no-nested-ternary": "error",
      "architecture/few-conditions": "error",
    },
  },
  {
    files: [...CONSTRUCT_ROOMS, ...Object.keys(NAMED_BY_CONSTRUCTS)].map((room) => `lib/${room}/*.ts`),
    rules: { "architecture/extensible-objects": "error" },
  },
  {
    // One resource each with all its blocks, written down in one place; to be shortened, never to be added to.
    files: ["lib/cloud-build/image-build.ts", "lib/cloud-build/python-build.ts"],
    rules: { "max-lines-per-function": ["error", { max: 85, skipComments: true, skipBlankLines: true }] },
  },
  {
    // A command loads what it needs when it runs, so that help and the other commands start without it.
    files: ["lib/cli/*.ts"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["__tests__/**/*.ts"],
    extends: [jest.configs["flat/recommended"]],
    rules: {
      // A test that asserts nothing is a defect; `expect…` helpers and property checks assert.
      "jest/expect-expect": ["error", { assertFunctionNames: ["expect*", "fc.assert"] }],
      "jest/no-standalone-expect": "off",
      "jest/no-conditional-expect": "off",
      // Programs and files of others, and what is compared with them.
      "max-len": ["error", { ...WIDTH, ignoreTemplateLiterals: true }],
      // Synthesised JSON has no type.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["**/*.{js,cjs,mjs}"],
    languageOptions: {
      globals: {
        __dirname: "readonly",
        jest: "readonly",
        module: "writable",
        require: "readonly",
        process: "readonly",
        console: "readonly",
      },
    },
  },
  {
    // Its own tsconfig is for whoever has the package installed; here it is a folder of the project.
    files: ["examples/*/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "tsconfig.json" } },
  },
);
