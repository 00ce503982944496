/** The eleven steps in one line: done, at work, still to come. */

import { h } from './dom.ts';
import { glyph, type Tone } from './glyphs.ts';
import { leavesOf, toneOf } from './state-value.ts';
import { STEP_TITLES } from './words.ts';
import type { WorkflowView } from './workflow-model.ts';

const STEPS = Object.entries(STEP_TITLES);

/** One mark for each step, named; the present ones are spelled out. */
export function stepsRail({ value, step_name, status }: WorkflowView): HTMLElement {
  const tones = new Map<string, Tone>();
  for (const path of leavesOf(value))
    for (const [step] of STEPS) if (path.includes(step)) tones.set(step, toneOf(path));
  const reached = Math.max(
    ...STEPS.map(([step], index) => (tones.has(step) || step === step_name ? index : -1)),
  );
  return h(
    'ol',
    { class: 'rail', 'aria-label': 'Steps' },
    STEPS.map(([step, title], index) => {
      const passed: Tone = status === 'completed' || index < reached ? 'done' : 'idle';
      return mark(index + 1, title, tones.get(step) ?? passed);
    }),
  );
}

function mark(number: number, title: string, tone: Tone): HTMLElement {
  const isNow = tone !== 'done' && tone !== 'idle';
  const rest = tone === 'done' ? ', done' : ', still to come';
  return h(
    'li',
    { class: `${tone}${isNow ? ' now' : ''}`, 'aria-current': isNow ? 'step' : null },
    h(
      'span',
      { class: 'dot' },
      tone === 'idle' ? h('span', { 'aria-hidden': 'true' }, number) : glyph(tone, 12),
    ),
    h('span', { class: 'name' }, title),
    h('span', { class: 'hidden' }, isNow ? ', now' : rest),
  );
}
