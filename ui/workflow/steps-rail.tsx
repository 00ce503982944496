/** The eleven steps in one line: done, at work, still to come. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { leavesOf, toneOf } from '../words/state-value.ts';
import type { Tone } from '../words/tones.ts';
import { STEP_TITLES } from '../words/words.ts';
import type { WorkflowView } from './model.ts';

const STEPS = Object.entries(STEP_TITLES);

/** One mark for each step, named; the present ones are spelled out. */
export function StepsRail({ view }: { view: WorkflowView }): JSX.Element {
  const { value, step_name, status } = view;
  const tones = new Map<string, Tone>();
  for (const path of leavesOf(value))
    for (const [step] of STEPS) if (path.includes(step)) tones.set(step, toneOf(path));
  const reached = Math.max(
    ...STEPS.map(([step], index) => (tones.has(step) || step === step_name ? index : -1)),
  );
  return (
    <ol class="wf-rail" aria-label="Steps">
      {STEPS.map(([step, title], index) => {
        const passed: Tone = status === 'completed' || index < reached ? 'done' : 'idle';
        const tone = tones.get(step) ?? passed;
        const isNow = tone !== 'done' && tone !== 'idle';
        const rest = tone === 'done' ? ', done' : ', still to come';
        return (
          <li
            key={step}
            class={`${tone}${isNow ? ' now' : ''}`}
            aria-current={isNow ? 'step' : undefined}
          >
            <span class="dot">
              {tone === 'idle' ? (
                <span aria-hidden="true">{index + 1}</span>
              ) : (
                <Glyph tone={tone} size={12} />
              )}
            </span>
            <span class="name">{title}</span>
            <span class="hidden">{isNow ? ', now' : rest}</span>
          </li>
        );
      })}
    </ol>
  );
}
