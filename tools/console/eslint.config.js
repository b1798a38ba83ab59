import tsParser from "@typescript-eslint/parser";
import svelte from "eslint-plugin-svelte";

// What svelte-check and TypeScript do not see. Posts are written by strangers: nothing that
// turns text into markup passes.
const never = [
  { object: "document", property: "write" },
  { object: "document", property: "writeln" },
];
const markup = "text of strangers is shown as text nodes only";

export default [
  { ignores: ["dist/**", "node_modules/**"] },
  ...svelte.configs["flat/base"],
  {
    files: ["**/*.ts", "**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: tsParser, extraFileExtensions: [".svelte"] },
    },
  },
  { files: ["**/*.ts"], languageOptions: { parser: tsParser } },
  {
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/no-at-debug-tags": "error",
      "svelte/no-target-blank": "error",
      "svelte/require-each-key": "error",
      "svelte/button-has-type": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-console": "error",
      "no-restricted-properties": ["error",
        ...never.map((one) => ({ ...one, message: markup }))],
      "no-restricted-syntax": ["error",
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]",
          message: markup },
        { selector: "SvelteAttribute[key.name='style']",
          message: "the policy refuses style attributes: use a class, or a style: directive" }],
      eqeqeq: "error",
      "svelte/prefer-const": "error",
    },
  },
];
