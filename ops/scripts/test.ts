/** `npm test`: says what of the outside it found, then runs every test; the runner's summary comes last. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';

const TIMEOUT_MS = 1000;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: TIMEOUT_MS });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}

async function installed(name: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

const findings: [string, boolean, string][] = [
  ['Postgres on 127.0.0.1:5432', await answers(5432), 'tests against a Postgres server'],
  ['Chromium', await installed('chromium'), 'browser tests'],
  ['ffmpeg', await installed('ffmpeg'), 'tests of rendered videos'],
  [
    'a voice (flite or espeak-ng)',
    (await installed('flite')) || (await installed('espeak-ng')),
    'tests of rendered videos',
  ],
  ['LibreOffice', await installed('soffice'), 'opening decks in another program'],
  ['GOOGLE_LIVE=1', process.env.GOOGLE_LIVE === '1', 'a real Google account'],
  [
    'public data in ../shared/data',
    await access('../shared/data').then(
      () => true,
      () => false,
    ),
    'tests on public data sets',
  ],
];
for (const [what, found, purpose] of findings) {
  process.stdout.write(found ? `found    ${what}\n` : `missing  ${what}: skipping ${purpose}\n`);
}

const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync('test/**/*.test.ts').sort();
// Absolute: tests start processes in folders of their own.
const compiled = resolve('node_modules/.cache/presgen/compiled');
const child = spawn(
  process.execPath,
  ['--conditions=development', '--test', '--test-concurrency=2', ...files],
  {
    stdio: 'inherit',
    // Every file is a process of its own, and each would strip and compile the same modules again.
    env: { NODE_COMPILE_CACHE: compiled, ...process.env },
  },
);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
