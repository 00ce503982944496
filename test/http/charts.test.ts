/** Layouts of the real machines: everything drawn, nothing overlapping, nothing loose, nothing lost. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { after, before, describe, it } from 'node:test';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { ChartLayout } from '../../http/charts/elk.ts';
import { graphOf, viewsOf } from '../../http/charts/graph.ts';
import {
  type ChartedMachine,
  type ChartLayouts,
  createChartLayouts,
  type LayoutShelf,
} from '../../http/charts/layout.ts';
import { chartOf } from '../../machines/chart.ts';
import { machines, olderMachines } from '../../machines/registry.ts';
import { createSystemClock } from '../../ops/clock.ts';
import { crossingFaults, labelFaults, looseEnds, strayBoxes } from './chart-geometry.ts';

const clock = createSystemClock();
const SILENT = { warn: () => {} };

function memoryShelf(): LayoutShelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    find: async (keys) =>
      keys.flatMap((key) => {
        const layout = kept.get(key);
        return layout === undefined ? [] : [{ key, layout }];
      }),
    keep: async (key, layout) => void kept.set(key, layout),
  };
}

/** The layout once it is there; `setImmediate` lets the worker's messages in. */
async function laidOut(
  layouts: ChartLayouts,
  machine: ChartedMachine,
  view: string,
): Promise<ChartLayout> {
  for (;;) {
    const answer = layouts.get(machine, view);
    if (answer.state === 'ready') return answer.layout;
    assert.equal(answer.state, 'computing', JSON.stringify(answer));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const registered = Object.entries(machines).flatMap(([name, current]) =>
  [current, ...(olderMachines[name] ?? [])].map(({ machine, version }) => ({
    name,
    version,
    machine,
    chart: chartOf(machine),
  })),
);

describe('charts of every registered machine', { timeout: 120_000 }, () => {
  const layouts = createChartLayouts({ ...clock, shelf: memoryShelf(), log: SILENT });
  after(() => layouts.close());

  for (const charted of registered) {
    const { name, version, chart, machine } = charted;
    for (const view of new Set([...viewsOf(chart), ...deeper(charted), 'full'])) {
      it(`${name} ${version} in ${view}: no label covers anything, no edge is loose or crosses a box`, async () => {
        const layout = await laidOut(layouts, charted, view);
        assert.deepEqual(labelFaults(layout), []);
        assert.deepEqual(crossingFaults(layout), []);
        assert.deepEqual(looseEnds(layout), []);
        assert.deepEqual(strayBoxes(layout), []);
      });
    }

    it(`${name} ${version} in full: every state and transition of the machine is drawn`, async () => {
      const layout = await laidOut(layouts, charted, 'full');
      assertWhole(machine, layout);
    });

    it(`${name} ${version}: an overview leaves nothing out but what its boxes hold`, async () => {
      const layout = await laidOut(layouts, charted, 'overview');
      const drawn = new Set(layout.nodes.map(({ id }) => id));
      const shown = (id: string): string =>
        drawn.has(id) ? id : shown(id.replace(/\.[^.]+$/, ''));
      const edges = new Set(layout.edges.flatMap(({ transitions }) => transitions));
      for (const { id } of chart.states) assert.ok(drawn.has(shown(id)), id);
      chart.transitions.forEach(({ source, target }, index) => {
        if (target !== null && shown(source) !== shown(target)) assert.ok(edges.has(index), source);
      });
    });
  }

  it('a chart that no layouter can draw is answered as failed, and the next one is drawn', async () => {
    const chart = chartOf(machines.checkpoint?.machine as AnyStateMachine);
    const broken = { ...chart, transitions: [{ ...chart.transitions[0], target: 'nowhere' }] };
    const machine = { name: 'broken', version: '1', chart: broken as never };
    let answer = layouts.get(machine, 'full');
    while (answer.state === 'computing') {
      await new Promise((resolve) => setImmediate(resolve));
      answer = layouts.get(machine, 'full');
    }
    assert.equal(answer.state, 'failed');
    const [whole] = registered.filter(({ name }) => name === 'avatarRender');
    assert.ok(await laidOut(layouts, whole as ChartedMachine, 'focus:probing'));
  });

  it('answers a view that does not exist as unknown', () => {
    const [charted] = registered;
    assert.equal(layouts.get(charted as ChartedMachine, 'focus:nowhere').state, 'unknown');
  });
});

describe('the checks of a drawing', () => {
  it('notice a moved label, a loose end, and an edge through a box', async () => {
    const layouts = createChartLayouts({ ...clock, shelf: memoryShelf(), log: SILENT });
    const [charted] = registered.filter(({ name }) => name === 'integrationCall');
    const layout = await laidOut(layouts, charted as ChartedMachine, 'full');
    await layouts.close();
    const labelled = layout.edges.filter(({ label }) => label !== null);
    const [one, other] = labelled;
    assert.ok(one?.label && other?.label);
    const box = one.label;
    one.label = { ...other.label };
    assert.notDeepEqual(labelFaults(layout), []);
    one.label = box;
    const [line] = one.lines;
    const end = line?.pop() as [number, number];
    line?.push([end[0], end[1] - 9]);
    assert.equal(looseEnds(layout).length, 1);
    const stranger = layout.nodes.find(
      ({ id, kind }) => kind === 'leaf' && id !== one.source && id !== one.target,
    );
    const middle = (stranger?.y ?? 0) + (stranger?.height ?? 0) / 2;
    line?.splice(0, line.length, [0, middle], [layout.width, middle]);
    assert.notDeepEqual(crossingFaults(layout), []);
  });
});

describe('layouts', { timeout: 60_000 }, () => {
  const shelf = memoryShelf();
  const first = createChartLayouts({ ...clock, shelf, log: SILENT });
  before(async () => {
    await first.warm(registered);
    for (const charted of registered)
      for (const view of viewsOf(charted.chart)) await laidOut(first, charted, view);
  });
  after(() => first.close());

  it('outlive a restart: the next start computes none of them again', async () => {
    const next = createChartLayouts({ ...clock, shelf, log: SILENT });
    await next.warm(registered);
    for (const charted of registered)
      for (const view of viewsOf(charted.chart))
        assert.equal(next.get(charted, view).state, 'ready', `${charted.name} ${view}`);
    await next.close();
  });

  it('come although what keeps them is away', async () => {
    const away = async (): Promise<never> => {
      throw new Error('away');
    };
    const layouts = createChartLayouts({
      ...clock,
      shelf: { find: away, keep: away },
      log: SILENT,
    });
    const [charted] = registered.filter(({ name }) => name === 'avatarRender');
    assert.ok((await laidOut(layouts, charted as ChartedMachine, 'full')).width > 0);
    await layouts.close();
  });

  it('are made within a moment once the thread is warm, and leave the loop alone', async (t) => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const taken: number[] = [];
    const [charted] = registered.filter(({ name }) => name === 'certification');
    assert.ok(charted);
    delay.enable();
    for (let turn = 0; turn < 5; turn += 1) {
      // Another version of the machine as far as what is kept goes.
      const chart = { ...charted.chart, machine: 'certification', turn };
      const start = performance.now();
      await waited(first, { ...charted, chart }, 'focus:assessment');
      taken.push(performance.now() - start);
    }
    delay.disable();
    taken.sort((a, b) => a - b);
    const [, , median = 0] = taken;
    t.diagnostic(`focus view laid out in ${median.toFixed(0)} ms (median of 5)`);
    t.diagnostic(`loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms meanwhile`);
    // Bounds for a machine that does other things as well; the figures above are what to read.
    assert.ok(median < 3000, `${median} ms`);
    assert.ok(delay.percentile(50) / 1e6 < 60, `${delay.percentile(50) / 1e6} ms`);
  });

  /** Asks every few milliseconds, so that asking is not what delays the loop. */
  async function waited(layouts: ChartLayouts, machine: ChartedMachine, view: string) {
    while (layouts.get(machine, view).state !== 'ready')
      await new Promise<void>((resolve) => void clock.wakeAt(clock.now() + 4, resolve));
  }
});

describe('words of edges', () => {
  it('say which verdict leads where, and leave out which call a box is about', () => {
    const graph = graphOf(chartOf(machines.certification?.machine as never), 'full');
    const labels = new Set(graph?.edges.flatMap(({ texts }) => texts.map(({ text }) => text)));
    for (const text of ['approved', 'tries are left', 'otherwise', 'after a pause'])
      assert.ok(labels.has(text), [...labels].join(', '));
    for (const label of labels) {
      assert.doesNotMatch(label, / is\]?$/);
      assert.ok(label.length <= 60, label);
    }
  });
});

/** Focus views below the phases, which people reach by opening a box. */
function deeper({ chart }: ChartedMachine): string[] {
  return chart.states
    .filter(({ path, type }) => path.length === 2 && (type === 'compound' || type === 'parallel'))
    .map(({ path }) => `focus:${path.join('.')}`);
}

/** Against the machine itself, not against the list that the drawing was made from. */
function assertWhole(machine: AnyStateMachine, layout: ChartLayout): void {
  const drawn = new Map(layout.nodes.map((node) => [node.id, node]));
  const edges = new Set(layout.edges.map(({ source, target }) => `${source} > ${target}`));
  const stays = new Set(
    layout.nodes.flatMap(({ id, rows }) =>
      rows.some(({ kind }) => kind === 'stays') ? [id.replace('#note', '')] : [],
    ),
  );
  let transitions = 0;
  const visit = (node: AnyStateNode): void => {
    assert.ok(drawn.has(node.id), `${node.id} is not drawn`);
    const leaving = [...(node.always ?? []), ...[...node.transitions.values()].flat()];
    for (const { target } of leaving) {
      transitions += 1;
      if (!target?.[0]) assert.ok(stays.has(node.id), `${node.id} does not show what it does`);
      else assert.ok(edges.has(`${node.id} > ${target[0].id}`), `${node.id} > ${target[0].id}`);
    }
    for (const child of Object.values(node.states)) visit(child as AnyStateNode);
  };
  visit(machine.root);
  const stood = layout.nodes.flatMap(({ rows }) =>
    rows.flatMap(({ kind, ref }) => (kind === 'stays' ? ref.split(',') : [])),
  );
  const told = new Set([...layout.edges.flatMap((edge) => edge.transitions.map(String)), ...stood]);
  assert.equal(told.size, transitions);
}
