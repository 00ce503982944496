import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type ChartLayout, fromElk, toElk } from '../../http/chart-elk.ts';
import { graphOf, viewsOf } from '../../http/chart-graph.ts';
import { type ChartedMachine, createChartLayouts } from '../../http/chart-layout.ts';
import { chartOf } from '../../machines/chart.ts';
import { machines, type RegisteredMachine } from '../../machines/registry.ts';

const layouts = createChartLayouts(machines, { warn: () => {} });

/** The layout once the worker has it; `setImmediate` lets its messages in. */
async function laidOut(machine: ChartedMachine, view: string): Promise<ChartLayout> {
  for (;;) {
    const answer = layouts.get(machine, view);
    if (answer.state === 'ready') return answer.layout;
    assert.equal(answer.state, 'computing', JSON.stringify(answer));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('charts', { timeout: 60_000 }, () => {
  after(() => layouts.close());

  for (const [name, { machine, version }] of Object.entries(machines)) {
    const chart = chartOf(machine);
    for (const view of viewsOf(chart)) {
      it(`draws ${name} ${view} with every edge attached and every box within its parent`, async () => {
        const layout = await laidOut({ name, version, chart }, view);
        assertAttached(layout);
        assertNested(layout);
      });
    }
  }

  it('answers a view that does not exist as unknown', () => {
    const { machine, version } = machines.certification as RegisteredMachine;
    const charted = { name: 'certification', version, chart: chartOf(machine) };
    assert.equal(layouts.get(charted, 'focus:nowhere').state, 'unknown');
  });

  it('draws every state and every transition that leaves its state when seen in full', () => {
    for (const { machine } of Object.values(machines)) {
      const chart = chartOf(machine);
      const graph = graphOf(chart, 'full');
      const drawn = new Set(graph?.nodes.map(({ id }) => id));
      for (const state of chart.states) assert.ok(drawn.has(state.id), state.id);
      const edges = new Set(graph?.edges.map(({ source, target }) => `${source}>${target}`));
      for (const { source, target } of chart.transitions)
        if (target !== null) assert.ok(edges.has(`${source}>${target}`), `${source}>${target}`);
    }
  });

  it('says which verdict leads where, and leaves out which call a box is about', () => {
    const graph = graphOf(chartOf(machines.certification?.machine as never), 'full');
    const labels = new Set(graph?.edges.flatMap((edge) => edge.labels));
    assert.ok(labels.has('verdict is approve'), [...labels].join(', '));
    assert.ok(labels.has('verdict is request changes'));
    assert.ok(labels.has('may retry'));
    for (const label of labels) {
      assert.doesNotMatch(label, / is\]?$/);
      assert.ok(label.length <= 40, label);
    }
  });

  it('keeps places and sizes when a graph goes to the layouter and back', () => {
    const graph = graphOf(chartOf(machines.checkpoint?.machine as never), 'full');
    assert.ok(graph);
    const elk = toElk(graph, 'DOWN');
    const back = fromElk(graph, { ...elk, width: 10, height: 10 });
    assert.deepEqual(
      back.nodes.map(({ id }) => id),
      graph.nodes.map(({ id }) => id),
    );
  });
});

function assertAttached({ nodes, edges }: ChartLayout): void {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  for (const edge of edges) {
    assert.ok(edge.lines.length > 0, `${edge.source} > ${edge.target} has no line`);
    assert.ok(edge.labels.length === 0 || edge.label !== null);
    assertTouches(edge.lines[0]?.[0], boxes.get(edge.source));
    assertTouches(edge.lines.at(-1)?.at(-1), boxes.get(edge.target));
  }
}

function assertNested({ nodes }: ChartLayout): void {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const outer = node.parent === null ? undefined : boxes.get(node.parent);
    if (outer) assert.ok(node.x >= outer.x && node.x + node.width <= outer.x + outer.width);
  }
}

type Box = { x: number; y: number; width: number; height: number };

function assertTouches(point: [number, number] | undefined, box: Box | undefined): void {
  assert.ok(point && box);
  const [x, y] = point;
  const near = 2;
  const isInside =
    x >= box.x - near &&
    x <= box.x + box.width + near &&
    y >= box.y - near &&
    y <= box.y + box.height + near;
  assert.ok(isInside, `${x},${y} is off ${JSON.stringify(box)}`);
}
