/** The import rules really look at the code, and really refuse. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOMS = ['machines', 'runtime', 'persistence', 'actors', 'http', 'ops', 'ui'];

interface Cruise {
  summary: { totalCruised: number; violations: { rule: { name: string } }[] };
}

function cruise(paths: string[]): Cruise {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...paths];
  try {
    return JSON.parse(
      execFileSync('depcruise', args, {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch (error) {
    const { stdout } = error as { stdout: string };
    assert.ok(stdout, 'the import checker printed nothing');
    return JSON.parse(stdout);
  }
}

describe('import rules', () => {
  it('see the whole project', () => {
    assert.ok(cruise(ROOMS).summary.totalCruised > 100);
  });

  const plants: [room: string, code: string, rule: string][] = [
    ['machines', "import '../runtime/engine.ts';", 'machines-keeps-to-its-neighbours'],
    ['runtime', "import '../persistence/store.ts';", 'runtime-keeps-to-its-neighbours'],
    ['persistence', "import '../actors/content.ts';", 'persistence-keeps-to-its-neighbours'],
    ['actors', "import '../runtime/engine.ts';", 'actors-keeps-to-its-neighbours'],
    ['http', "import '../actors/content.ts';", 'http-keeps-to-its-neighbours'],
    ['ops', "import '../runtime/errors.ts';", 'ops-keeps-to-its-neighbours'],
    ['ui', "import '../http/problem.ts';", 'ui-keeps-to-its-neighbours'],
    ['http', "import 'redis';", 'redis-has-one-owner'],
    ['actors', "import 'googleapis';", 'googleapis-has-one-owner'],
    ['runtime', "import 'hono';", 'hono-has-one-owner'],
    ['actors', "import '@mikro-orm/core';", 'mikro-orm-has-one-owner'],
  ];
  for (const [room, code, rule] of plants) {
    it(`refuse ${code} in ${room}`, () => {
      const folder = mkdtempSync(join(room, 'planted-'));
      try {
        writeFileSync(join(folder, 'violation.ts'), `${code.replace("'../", "'../../")}\n`);
        const names = cruise([folder]).summary.violations.map((violation) => violation.rule.name);
        assert.ok(names.includes(rule), `expected ${rule}, got ${names.join(', ') || 'nothing'}`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
