/** `npm run bench -- NAME [--json FILE]`: runs one benchmark of this folder. */
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''));
const name = process.argv[2] ?? '';

if (names.includes(name)) {
  process.argv.splice(2, 1);
  await import(new URL(`./${name}.ts`, import.meta.url).href);
} else {
  process.stderr.write(
    `there is no benchmark ${name || '(no name given)'}; there are: ${names.join(', ')}\n`,
  );
  process.exitCode = 2;
}
