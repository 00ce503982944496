/** The statechart of one workflow: its picture in the chosen view, live, with the tree beside it. */
import { type Drawing, type DrawnNode, loadDrawing, type MachineChart } from './chart.ts';
import { marksOf } from './chart-marks.ts';
import { chartTree } from './chart-tree.ts';
import { chartPicture } from './chart-view.ts';
import { h, part } from './dom.ts';
import { phaseOf } from './state-value.ts';
import { empty } from './status-views.ts';
import { inWords, PHASE_TITLES, sentence } from './words.ts';
import type { Child } from './workflow-model.ts';

/** What the panel shows of a workflow. */
export interface Standing {
  value: unknown;
  /** Every state value so far, the present last. */
  values: unknown[];
  children: Child[];
  progress: Record<string, { fraction: number; note: string | null }>;
}

export interface ChartPanel {
  element: HTMLElement;
  show(standing: Standing): void;
}

const AGAIN_MS = 1000;
const SCALE_MIN = 0.78;

/** @param view named in the URL; null follows the active phase. */
export function chartPanel(
  chart: MachineChart,
  view: string | null,
  onView: (view: string | null) => void,
  title = 'Where it stands',
): ChartPanel {
  let chosen = view;
  let standing: Standing | null = null;
  let asked = '';
  const open = new Set<string>();
  const picture = h('div', {
    class: 'picture scroller',
    role: 'region',
    tabindex: '0',
    'aria-label': 'Picture of the statechart',
  });
  const drawPicture = part(picture);
  const tree = h('div');
  const drawTree = part(tree);
  const tabs = h('div', { class: 'tabs', role: 'group', 'aria-label': 'View of the chart' });
  const drawTabs = part(tabs);

  const choose = (next: string | null): void => {
    chosen = next;
    onView(next);
    redraw();
  };
  const redraw = (): void => {
    if (!standing) return;
    const now = standing;
    const shown = chosen ?? followed(chart, now.value);
    drawTabs([chart.views, chosen, shown], () =>
      tabButtons(chart, chosen, shown, choose, now.value !== null),
    );
    void paint(shown, now);
    const marks = marksOf(chart.name, now.values, { nodes: nodesOf(chart), edges: [] });
    for (const id of marks.active.keys()) if (!touched.has(id)) open.add(id);
    drawTree([[...marks.active], marks.visited.size, [...open]], () =>
      chartTree(chart.states, marks, open, () => {
        for (const id of marks.active.keys()) touched.add(id);
        redraw();
      }),
    );
  };
  const touched = new Set<string>();

  const paint = async (shown: string, now: Standing): Promise<void> => {
    asked = shown;
    const drawing = await loadDrawing(chart.name, shown).catch(() => undefined);
    if (asked !== shown || (standing !== now && standing !== null && drawing === undefined)) return;
    if (drawing === undefined)
      return drawPicture(['failed', shown], () =>
        empty('The picture is not available', 'The list of states below shows the same.'),
      );
    if (drawing === null) {
      drawPicture(['computing', shown], () =>
        empty('The picture is being laid out', 'The list of states below shows the same.'),
      );
      window.setTimeout(redraw, AGAIN_MS);
      return;
    }
    const present = standing ?? now;
    const marks = marksOf(chart.name, present.values, drawing);
    const chips = chipsOf(chart, present, new Set(drawing.nodes.map(({ id }) => id)));
    const fresh = picture.dataset.view !== shown;
    drawPicture([shown, [...marks.active], marks.visited.size, marks.edges.size, [...chips]], () =>
      chartPicture(drawing, {
        label: `Statechart, ${viewName(shown)}. ${saidOf(present.value)}`,
        marks,
        chips,
        onOpen: (node: DrawnNode) => {
          const name = `focus:${node.id.split('.')[1]}`;
          choose(chart.views.includes(name) ? name : 'full');
        },
      }),
    );
    picture.dataset.view = shown;
    fit(picture, drawing);
    if (fresh) scrollToActive(picture);
  };

  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'chart-title' },
    h('div', { class: 'heading' }, h('h2', { id: 'chart-title' }, title), tabs),
    picture,
    legend(),
    h('details', { class: 'fold' }, h('summary', null, 'The same as a list of states'), tree),
  );
  return {
    element,
    show: (next) => {
      standing = next;
      redraw();
    },
  };
}

function nodesOf(chart: MachineChart): DrawnNode[] {
  return chart.states.map(({ id }) => ({ id }) as DrawnNode);
}

function followed(chart: MachineChart, value: unknown): string {
  const focus = `focus:${phaseOf(value)}`;
  return chart.views.includes(focus) ? focus : (chart.views[0] ?? 'full');
}

function tabButtons(
  chart: MachineChart,
  chosen: string | null,
  shown: string,
  choose: (view: string | null) => void,
  isAlive: boolean,
): HTMLElement[] {
  const follows = isAlive && chart.views.length > 1 ? [[null, 'Active phase'] as const] : [];
  const views = [...new Set([...chart.views, 'full'])];
  const select = h(
    'select',
    { 'aria-label': 'Another view', 'data-key': 'views' },
    views.map((each) =>
      h('option', { value: each, selected: each === shown }, sentence(viewName(each))),
    ),
  );
  select.addEventListener('change', () => choose(select.value));
  return [
    ...follows.map(([view, name]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'small',
          'data-key': 'follow',
          'aria-pressed': String(chosen === view),
          onclick: () => choose(view),
        },
        name,
      ),
    ),
    select,
  ];
}

function viewName(view: string): string {
  if (view === 'full') return 'everything';
  if (view === 'overview') return 'overview';
  const name = view.replace('focus:', '');
  return `phase ${(PHASE_TITLES[name] ?? inWords(name)).toLowerCase()}`;
}

function saidOf(value: unknown): string {
  const phase = phaseOf(value);
  return phase
    ? `Now in ${PHASE_TITLES[phase] ?? inWords(phase)}. The list of states says more.`
    : '';
}

/** Child actors on the box they work for: what they do, and how far they are. */
function chipsOf(
  chart: MachineChart,
  { children, progress }: Standing,
  shown: Set<string>,
): Map<string, string> {
  const homes = new Map(
    chart.states.flatMap(({ id, invoke }) => invoke.map((each) => [each.id, id] as const)),
  );
  const chips = new Map<string, string>();
  for (const child of [...children].sort((a, b) => a.address.length - b.address.length)) {
    const top = (child.address.split('/')[1] ?? '').replace(/\.\d+$/, '');
    const home = homes.get(top) ?? homes.get(child.id);
    const box = home && lifted(home, shown);
    if (box) chips.set(box, chipText(child, progress[child.address]?.fraction));
  }
  return chips;
}

function chipText({ machine, value, attempt }: Child, fraction: number | undefined): string {
  const leaf =
    typeof value === 'string' ? value : Object.values((value ?? {}) as object).map(String)[0];
  const again = (attempt ?? 1) > 1 ? `, try ${attempt}` : '';
  const state = inWords(String(leaf ?? machine));
  return `${fraction === undefined ? state : `${Math.round(fraction * 100)} %`}${again}`;
}

function lifted(id: string, shown: Set<string>): string | null {
  if (shown.has(id)) return id;
  const parent = id.slice(0, id.lastIndexOf('.'));
  return parent === '' || parent === id ? null : lifted(parent, shown);
}

/** Shrinks a wide picture while its words stay readable; beyond that it scrolls. */
function fit(picture: HTMLElement, { width, height }: Drawing): void {
  const scale = Math.min(1, Math.max(SCALE_MIN, (picture.clientWidth - 2) / width));
  const svg = picture.querySelector('svg.chart');
  svg?.setAttribute('width', String(Math.round(width * scale)));
  svg?.setAttribute('height', String(Math.round(height * scale)));
}

function scrollToActive(picture: HTMLElement): void {
  const now = [
    ...picture.querySelectorAll<SVGGElement>('.node.now:not(.compound):not(.parallel)'),
  ].at(-1);
  if (!now) return;
  const box = now.getBoundingClientRect();
  const frame = picture.getBoundingClientRect();
  picture.scrollTo({
    left: picture.scrollLeft + box.left - frame.left - frame.width / 2 + box.width / 2,
    top: picture.scrollTop + box.top - frame.top - frame.height / 2 + box.height / 2,
  });
}

function legend(): HTMLElement {
  const sample = (name: string, text: string) =>
    h('li', null, h('span', { class: `swatch ${name}` }), text);
  return h(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    sample('active', 'working'),
    sample('waiting', 'waiting'),
    sample('failed', 'needs a person'),
    sample('done', 'visited'),
    sample('idle', 'not reached'),
  );
}
