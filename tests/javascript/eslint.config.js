/** What ESLint looks for in the widgets and in their tests. */

import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-unused-private-class-members": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }], // how an object is copied without some of its fields
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["lecture_lib/**"], languageOptions: { globals: globals.browser } },
  { files: ["tests/**", "benchmarks/**"], languageOptions: { globals: { ...globals.browser, ...globals.node } } },
];
