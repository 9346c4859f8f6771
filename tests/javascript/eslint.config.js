import js from "@eslint/js";

const markup = "Text arrives through textContent, so that a label can never become markup.";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "off", // the type check knows the browser's names, and finds the unknown ones
      "no-unused-vars": ["error", { ignoreRestSiblings: true }], // `{ value, ...fixed }` leaves something out
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-unused-expressions": ["error", { allowTernary: true }],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "array-callback-return": "error",
      "default-case-last": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-loop-func": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: markup })),
      ],
    },
  },
];
