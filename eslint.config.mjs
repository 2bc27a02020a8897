import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const everyTs = ['extension/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'];

/** Folders that must run without VS Code and without each other. */
const pure = ['extension/imap/**/*.ts', 'extension/mime/**/*.ts', 'extension/explain/**/*.ts'];

const noSleeps = [
  {
    selector: "CallExpression[callee.property.name='waitForTimeout']",
    message: 'Wait for a condition, never for time.',
  },
  {
    selector: "CallExpression[callee.name='setTimeout'][arguments.1.value>=1000]",
    message: 'Wait for a condition, never for time.',
  },
  {
    selector:
      'CallExpression[callee.object.name=/^(it|test|describe|suite)$/][callee.property.name=/^(skip|only|todo)$/]',
    message: 'Every test runs, always.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.vscode-test/', 'test/output/', 'test/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.mjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setImmediate',
          'fetch',
          'performance',
          'AbortSignal',
          'AbortController',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: everyTs,
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A method that must be async by its interface need not await anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      'max-lines': ['error', { max: 500 }],
      eqeqeq: 'error',
      'no-control-regex': 'off',
      'no-console': 'error',
    },
  },
  {
    files: pure,
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: 'This layer is pure.' }] }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noSleeps], 'no-console': 'off' },
  },
);
