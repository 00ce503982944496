/** A chart as a Mermaid state diagram, for documents that draw such text themselves. */
import type { Chart, ChartState } from '../../machines/chart.ts';
import { edgesOf } from './edges.ts';
import { stateWords } from './words.ts';

/** The whole machine, every state and transition. */
export function mermaidOf(chart: Chart): string {
  const below = Map.groupBy(chart.states, ({ parent }) => parent);
  const root = chart.states[0];
  const edges = edgesOf(chart, (id) => id, Number.POSITIVE_INFINITY);
  return [
    `%% ${plain(chart.machine)}`,
    'stateDiagram-v2',
    ...inside(root, below, 1),
    ...edges.map(({ source, target, texts }) => {
      const words = texts.map(({ text }) => plain(text)).join(', ');
      return `  ${name(source)} --> ${name(target)}${words === '' ? '' : ` : ${words}`}`;
    }),
    ...chart.states
      .filter(({ type, parent }) => type === 'final' && parent === root?.id)
      .map(({ id }) => `  ${name(id)} --> [*]`),
    '',
  ].join('\n');
}

type Below = Map<string | null, ChartState[]>;

function inside(state: ChartState | undefined, below: Below, depth: number): string[] {
  if (!state) return [];
  const indent = '  '.repeat(depth);
  const initial = state.initial ? [`${indent}[*] --> ${name(state.initial)}`] : [];
  const children = (below.get(state.id) ?? []).map((child) => described(child, below, depth));
  const divider = [`${indent}--`];
  const lines =
    state.type === 'parallel'
      ? children.flatMap((each, index) => (index === 0 ? each : [...divider, ...each]))
      : children.flat();
  return [...initial, ...lines];
}

function described(state: ChartState, below: Below, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const title = `${indent}state "${plain(stateWords(state.path.at(-1) ?? state.id))}" as ${name(state.id)}`;
  const within = inside(state, below, depth + 1);
  return within.length === 0 ? [title] : [`${title} {`, ...within, `${indent}}`];
}

function name(id: string): string {
  return id.replace(/\W/g, '_');
}

/** Signs that end a label or a line there. */
function plain(text: string): string {
  return text.replace(/["#;:{}\n]/g, ' ');
}
