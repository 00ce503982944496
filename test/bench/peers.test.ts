/** The comparison's arithmetic and its reading of CPU time; the engines themselves run in the bench. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cpuSeconds, parentOf } from '../../bench/harness/cpu.ts';
import { checkOrder, follow } from '../../bench/harness/log.ts';
import type { Engine } from '../../bench/peers/engines.ts';
import { figuresOf, missingOf, type Result, textOf } from '../../bench/peers/report.ts';

function result(name: Engine['name'], rates: number[], missing?: string): Result {
  const engine: Engine = {
    name,
    label: () => name,
    isPeer: name !== 'ours' && name !== 'ours_embedded',
    note: '',
    open: () => Promise.reject(new Error('not opened here')),
  };
  const outcomes = rates.map((workflowsPerSecond) => ({
    workflowsPerSecond,
    startShare: 0.5,
    cpu: { engine: 1.5, database: 0.5, driver: 0, otherCores: 0 },
    store: 'a store',
  }));
  return { engine, outcomes, ...(missing && { missing }) };
}

describe('the comparison with the peers', () => {
  it('divides our median by theirs', () => {
    const figures = figuresOf(
      [result('ours', [100, 900, 300]), result('restate', [100, 50, 150])],
      1000,
    );
    assert.equal(figures.ratio_restate, 3);
    assert.equal(figures.ours_workflows_per_second, 300);
    assert.equal(figures.restate_cpu_ms_per_workflow, 2);
  });

  it('says why a peer is missing, even one that failed after a good round', () => {
    const results = [result('ours', [100]), result('dbos', [40], 'stuck'), result('bullmq', [50])];
    const figures = figuresOf(results, 10);
    assert.deepEqual(missingOf(results), { dbos: 'stuck' });
    assert.equal('ratio_dbos' in figures, false);
    assert.equal(figures.ratio_bullmq, 2);
    assert.match(textOf(results, 10), /^ratio_bullmq 2\.00\n[\s\S]*dbos +missing .*stuck/);
  });

  it('gives no ratio when ours itself failed', () => {
    const results = [result('ours', [], 'refused'), result('dbos', [40])];
    assert.equal('ratio_dbos' in figuresOf(results, 10), false);
    assert.equal(missingOf(results).ours, 'refused');
  });

  it('counts the CPU time of a child that has ended', {
    skip: process.platform !== 'linux',
  }, () => {
    const before = cpuSeconds([process.pid]);
    const busy = 'while (process.cpuUsage().user < 400000) for (let n = 0; n < 1e7; n += 1);';
    spawnSync(process.execPath, ['-e', busy]);
    assert.ok(cpuSeconds([process.pid]) - before >= 0.35);
    assert.equal(parentOf(process.pid), process.ppid);
  });

  it('reads a growing log line by line, half lines later', () => {
    const dir = mkdtempSync(join(tmpdir(), 'presgen-peers-test-'));
    const path = join(dir, 'steps.log');
    appendFileSync(path, '');
    const log = follow(path);
    assert.deepEqual(log.read(), []);
    appendFileSync(path, 'w0 1 10\nw0 2 ');
    assert.deepEqual(log.read(), [{ id: 'w0', step: '1', at: 10 }]);
    appendFileSync(path, '20\n');
    assert.deepEqual(log.read(), [{ id: 'w0', step: '2', at: 20 }]);
    log.close();
    rmSync(dir, { recursive: true });
  });

  it('takes no run in which a step was lost, repeated or out of order', () => {
    const good = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 'end'].map((step, at) => ({
      id: 'w0',
      step: String(step),
      at,
    }));
    checkOrder(good, ['w0']);
    assert.throws(() => checkOrder(good.slice(1), ['w0']), /1 workflows ran other steps/);
    assert.throws(() => checkOrder([...good, ...good.slice(-1)], ['w0']), /such as w0/);
    assert.throws(() => checkOrder(good.toReversed(), ['w0']), /such as w0/);
    assert.throws(() => checkOrder(good, ['w0', 'w1']), /such as w1/);
  });
});
