/** What ESLint looks for in the widgets and in their tests. */

import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { "no-var": "error", "prefer-const": "error", eqeqeq: "error", "no-unused-private-class-members": "error" },
  },
  { files: ["lecture_lib/**"], languageOptions: { globals: globals.browser } },
  { files: ["tests/**", "benchmarks/**"], languageOptions: { globals: { ...globals.browser, ...globals.node } } },
];
