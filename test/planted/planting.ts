/** Plants one bug at a time in a copy of the tree and finds out whether its tests notice. */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** One bug kept as a patch; its first two lines say what it does and which tests kill it. */
export interface PlantedBug {
  name: string;
  what: string;
  tests: string[];
  patch: string;
}

export interface Verdict {
  name: string;
  /** `broken`: the tests failed, but not because something they assert was untrue. */
  end: 'killed' | 'survived' | 'broken' | 'does not apply';
  seconds: number;
}

/** A copy of the tracked tree, with the packages of this one. */
export interface Copy {
  folder: string;
  remove(): void;
}

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const LIMIT_MS = 120_000;

export function plantedBugs(): PlantedBug[] {
  const files = readdirSync(HERE).filter((name) => name.endsWith('.patch'));
  return files.sort().map((file) => {
    const [first = '', second = ''] = readFileSync(join(HERE, file), 'utf8').split('\n');
    return {
      name: file.slice(0, -'.patch'.length),
      what: first.replace('# plants: ', ''),
      tests: second.replace('# killed by: ', '').split(' '),
      patch: join(HERE, file),
    };
  });
}

/** Whether there is a git to apply patches with and a tree that it knows. */
export function hasGit(): boolean {
  try {
    execFileSync('git', ['ls-files', '--error-unmatch', 'package.json'], {
      cwd: ROOT,
      stdio: 'pipe',
    });
    return true;
  } catch {
    return false;
  }
}

/** Whether the patch still fits the tree. */
export function applies({ patch }: PlantedBug): boolean {
  return git(ROOT, ['apply', '--check', patch]);
}

export function copyTree(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'presgen-planted-'));
  const tracked = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  for (const path of tracked.split('\0').filter((each) => each !== '' && each !== 'node_modules')) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Plants the bug in the copy, runs the tests that should notice, and takes it out again. */
export async function plant(bug: PlantedBug, { folder }: Copy): Promise<Verdict> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  if (!git(folder, ['apply', bug.patch]))
    return { name: bug.name, end: 'does not apply', seconds: 0 };
  try {
    return { name: bug.name, end: await test(bug, folder), seconds: seconds() };
  } finally {
    git(folder, ['apply', '-R', bug.patch]);
  }
}

function git(folder: string, args: string[]): boolean {
  try {
    // A copy inside some other repository must not be taken for a part of it.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
    execFileSync('git', args, { cwd: folder, stdio: 'pipe', env });
    return true;
  } catch {
    return false;
  }
}

function test({ tests }: PlantedBug, folder: string): Promise<Verdict['end']> {
  const args = ['--conditions=development', '--test', '--test-reporter=tap', ...tests];
  const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: folder, timeout: LIMIT_MS, env });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code === 0) resolve('survived');
      else resolve(output.includes("code: 'ERR_ASSERTION'") ? 'killed' : 'broken');
    });
  });
}
