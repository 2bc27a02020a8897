// How the IMAP core is bundled for scripts outside the editor: dist/imap.mjs.

/** @type {import('esbuild').BuildOptions} */
export const library = {
  bundle: true,
  entryPoints: { imap: 'extension/imap/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  format: 'esm',
  // The oldest that `engines` promises; the extension itself needs a newer one.
  target: 'node20',
  sourcemap: false,
  // Libraries written for CommonJS ask for Node's modules by `require`, which an ES module has to make for itself.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
