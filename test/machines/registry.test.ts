import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOf, occupied } from '../../machines/chart.ts';
import { breakers, machines } from '../../machines/registry.ts';
import { canonical, versionOf } from '../../machines/version.ts';
import { INTEGRATIONS } from '../../machines/vocabulary.ts';

/** Counts `always` edges in the configuration itself, independently of the chart's walk. */
function alwaysIn(config: { always?: unknown; states?: Record<string, object> }): number {
  const own = Array.isArray(config.always) ? config.always.length : config.always ? 1 : 0;
  const below = Object.values(config.states ?? {}).map((state) => alwaysIn(state));
  return below.reduce((sum, count) => sum + count, own);
}

/** Names the configuration uses, by the kind of implementation they need. */
function namesIn(node: unknown, key = ''): { kind: string; name: string }[] {
  if (Array.isArray(node)) return node.flatMap((each) => namesIn(each, key));
  const kind = { actions: 'actions', entry: 'actions', exit: 'actions', guard: 'guards' }[key];
  if (typeof node === 'string') return kind ? [{ kind, name: node }] : [];
  if (typeof node === 'function') return kind ? [{ kind, name: '(inline)' }] : [];
  if (typeof node !== 'object' || node === null) return [];
  if (kind) return [{ kind, name: String((node as { type?: string }).type) }];
  const delays = key === 'after' ? Object.keys(node).map((name) => ({ kind: 'delays', name })) : [];
  const below = Object.entries(node).flatMap(([name, value]) => namesIn(value, name));
  return [...delays, ...below];
}

for (const [name, { machine, version }] of Object.entries(machines)) {
  test(`${name}: its chart shows every always edge`, () => {
    const edges = chartOf(machine).transitions.filter((each) => each.kind === 'always');
    assert.equal(edges.length, alwaysIn(machine.config as never));
  });

  test(`${name}: every edge of the chart joins two states of the chart`, () => {
    const { states, transitions } = chartOf(machine);
    const ids = new Set(states.map((state) => state.id));
    for (const edge of transitions) {
      assert(ids.has(edge.source), edge.source);
      assert(edge.target === null || ids.has(edge.target), String(edge.target));
    }
    JSON.stringify({ states, transitions });
  });

  test(`${name}: every guard, action and delay is named and implemented, and none is idle`, () => {
    const used = namesIn(machine.config).filter(({ name }) => !name.startsWith('xstate.'));
    const { actions, guards, delays } = machine.implementations;
    const known: Record<string, object> = { actions, guards, delays };
    const unknown = used.filter(({ kind, name }) => !(name in (known[kind] ?? {})));
    assert.deepEqual(unknown, []);
    const idle = Object.entries(known).flatMap(([kind, parts]) =>
      Object.keys(parts).filter(
        (part) => !used.some((use) => use.kind === kind && use.name === part),
      ),
    );
    assert.deepEqual(idle, []);
  });

  test(`${name}: invokes have a plain id and a named source, and no systemId`, () => {
    for (const state of chartOf(machine).states) {
      for (const { id, src } of state.invoke) {
        assert.match(id, /^[a-z_]+$/);
        assert(src in machines || src === 'perform', src);
      }
    }
    assert(!canonical(machine.config).includes('systemId'));
  });

  test(`${name}: its version is twelve hex digits and the same when computed again`, () => {
    assert.match(version, /^[0-9a-f]{12}$/);
    assert.equal(versionOf(machine), version);
  });
}

test('edges under one guard are told apart by what the guard is given', () => {
  const machine = machines.certification?.machine;
  assert(machine);
  const guarded = chartOf(machine).transitions.filter(({ guard }) => guard === 'verdictIs');
  const verdicts = new Set(guarded.map((edge) => edge.guard_params?.verdict));
  assert.deepEqual(verdicts, new Set(['approve', 'request_changes']));
  const plain = chartOf(machine).transitions.filter(({ guard }) => guard === 'callSucceeded');
  assert(plain.length > 0 && plain.every((edge) => edge.guard_params === null));
});

test('versions differ between machines, and change with a delay, a guard or a target', () => {
  const versions = Object.values(machines).map((entry) => entry.version);
  assert.equal(new Set(versions).size, versions.length);
  const machine = machines.checkpoint?.machine;
  assert(machine);
  const changed = machine.provide({ guards: { somethingNew: () => true } } as never);
  assert.notEqual(versionOf(changed), machines.checkpoint?.version);
});

test('the order of keys does not change a version', () => {
  assert.equal(canonical({ b: 1, a: [{ d: 2, c: 3 }] }), canonical({ a: [{ c: 3, d: 2 }], b: 1 }));
});

test('there is one breaker for each integration, under its own address', () => {
  const addresses = breakers().map((each) => each.address);
  assert.deepEqual(
    addresses,
    Object.keys(INTEGRATIONS).map((name) => `breaker.${name}`),
  );
});

test('occupied states include ancestors and every region', () => {
  assert.deepEqual(occupied('m', { a: { b: 'c', d: 'e' } }), [
    'm.a',
    'm.a.b',
    'm.a.b.c',
    'm.a.d',
    'm.a.d.e',
  ]);
});
