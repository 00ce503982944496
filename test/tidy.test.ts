/** House rules a machine can hold: clock and chance behind ports, one reader of the environment, exact pins, live links. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { environment } from '../ops/config.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const ours = tracked.filter((path) => /\.tsx?$/.test(path) && !path.startsWith('test/'));
const server = ours.filter((path) => !/^(ui|bench|ops\/scripts)\//.test(path));

function offences(paths: string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line)
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );
}

const outside = (paths: string[], ...allowed: string[]): string[] =>
  paths.filter((path) => !allowed.includes(path));

describe('the tree is tidy', () => {
  it('time, ids and chance come from ops/clock.ts only', () => {
    const pattern =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|(?<![.\w])(setTimeout|setInterval)\(/;
    assert.deepEqual(offences(outside(server, 'ops/clock.ts'), pattern), []);
  });

  it('the environment is read in ops/config.ts only', () => {
    assert.deepEqual(offences(outside(server, 'ops/config.ts'), /process\.env/), []);
  });

  it('nothing writes to the console but the command line', () => {
    assert.deepEqual(offences(server, /\bconsole\.\w+\(/), []);
  });

  it('no test is focused and nothing is left undone', () => {
    const everything = tracked.filter(
      (path) => /\.(tsx?|md|sh|yaml)$/.test(path) && path !== 'test/tidy.test.ts',
    );
    assert.deepEqual(
      offences(everything, /\b(it|test|describe)\.only\(|\/\/.*\b(FIXME|XXX|TODO)\b/),
      [],
    );
  });

  it('file names say what they hold', () => {
    const vague = /(^|[-/.])(utils?|helpers?|common|misc|manager)([-./]|$)/;
    assert.deepEqual(
      ours.filter((path) => vague.test(path)),
      [],
    );
    assert.deepEqual(
      ours.filter((path) => !/^[a-z0-9./-]+$/.test(path)),
      [],
    );
  });

  it('every dependency is pinned exactly', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
    );
    assert.deepEqual(ranges, []);
    assert.equal(manifest.dependencies.xstate, '5.33.3');
    const mikro = Object.entries(manifest.dependencies).filter(([name]) =>
      name.startsWith('@mikro-orm/'),
    );
    assert.deepEqual(new Set(mikro.map(([, version]) => version)), new Set(['7.2.1']));
  });

  it('.env.example lists exactly the variables that are read', () => {
    const listed = readFileSync('.env.example', 'utf8').match(/^[A-Z_]+(?==)/gm) ?? [];
    const ours = Object.keys(environment.shape).filter((name) => name !== 'PATH');
    assert.deepEqual([...listed].sort(), ours.sort());
  });

  it('every error code stands in docs/errors.md', () => {
    const documented = readFileSync('docs/errors.md', 'utf8');
    const thrown =
      /(?:terminal|transient|failed|warning)\(\s*'([A-Z]+(?:_[A-Z]+)+)'|code: '([A-Z]+(?:_[A-Z]+)+)'/g;
    const codes = server.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(thrown)].map(([, one, other]) => one ?? other ?? ''),
    );
    assert.ok(codes.length > 40);
    const missing = [...new Set(codes)].filter(
      (code) => !documented.includes(code) && !documented.includes(code.replace(/^DOCUMENT/, '')),
    );
    assert.deepEqual(missing, []);
  });

  it('links in the documents lead somewhere', () => {
    const broken = tracked
      .filter((path) => path.endsWith('.md') && !path.startsWith('examples/'))
      .flatMap((path) =>
        [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
          .map(([, target]) => normalize(join(dirname(path), target ?? '')))
          .filter((target) => !existsSync(target))
          .map((target) => `${path} -> ${target}`),
      );
    assert.deepEqual(broken, []);
  });

  it('no large file slipped in', () => {
    const large = tracked.filter(
      (path) => statSync(path).size > 400_000 && path !== 'package-lock.json',
    );
    assert.deepEqual(large, []);
  });

  it('machines name their guards, actions, delays and children', () => {
    const machines = ours.filter((path) => path.startsWith('machines/'));
    assert.deepEqual(offences(machines, /\b(guard|src): \(|systemId|from(Promise|Callback)\(/), []);
  });
});
