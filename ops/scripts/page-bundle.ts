/** How the page is bundled: hashed files below `/ui/`, one script per route, nothing inline. */
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(`../../ui/${path}`, import.meta.url));

export const bundle: UserConfig = {
  root: here(''),
  base: '/ui/',
  publicDir: here('public'),
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The newest of what the colours need, light-dark(): nothing is rewritten for older ones.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: here('dist'),
    emptyOutDir: true,
    manifest: true,
    // A policy that allows no inline script and no data: font needs every asset as a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        page: here('index.html'),
        worker: here('shell/offline-worker.ts'),
        learner: here('learner/main.ts'),
      },
      // A worker rules the paths beside and below its own address, so its name is fixed; so is that
      // of the learners' script, which pages made by the server name.
      output: {
        // What every page uses comes with the frame: a page then costs two requests, not fifteen.
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              test: /[\\/]ui[\\/](kit|wire|words)[\\/]|node_modules[\\/](preact|@preact)/,
            },
          ],
        },
        entryFileNames: ({ name }) =>
          name === 'worker' || name === 'learner' ? `${name}.js` : 'assets/[name]-[hash].js',
      },
    },
  },
};
