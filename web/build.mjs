// Checks the types, then bundles the islands into artifacts/web, from where the server embeds them.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const check = spawnSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.json')], { stdio: 'inherit' });
if (check.status !== 0) {
  process.exit(check.status ?? 1);
}

await build({
  entryPoints: { live: join(here, 'src/live.tsx') },
  outdir: join(root, 'artifacts/web'),
  bundle: true,
  minify: true,
  sourcemap: false,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});
