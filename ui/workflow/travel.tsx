/** Moving through a workflow's past: a slider over its journal, the places worth going to, and the way back. */
import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Notice } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { stepTitle } from '../words/words.ts';
import type { Model } from './model.ts';
import { landmarks } from './past.ts';
import { baseOf } from './shown.ts';

/** The slider rests this long before the page is read anew. */
const SETTLE_MS = 180;

export function Travel({
  id,
  tab,
  seq,
  model,
}: {
  id: string;
  tab: string | undefined;
  seq: number;
  model: Model;
}): JSX.Element {
  const { route } = useLocation();
  const slider = useId();
  const places = useId();
  const [chosen, setChosen] = useState(seq);
  const timer = useRef(0);
  useEffect(() => setChosen(seq), [seq]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const last = model.seq;
  const pathOf = (to: number): string => `${baseOf(id, to)}/${tab ?? 'chart'}`;
  const goTo = (to: number): void => {
    const next = Math.min(last, Math.max(1, to));
    setChosen(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => route(pathOf(next), true), SETTLE_MS);
  };
  const at = model.journal.find((position) => position.seq === chosen);
  return (
    <div class="wf-travel">
      <Notice tone="compensating">
        <p>
          <strong>
            The past: as it stood at position {seq} of {last}.
          </strong>{' '}
          Nothing here moves or can be changed.{' '}
          <a href={`${baseOf(id, null)}/${tab ?? 'chart'}`}>To the present</a>
        </p>
        <div class="wf-slide">
          <button
            type="button"
            class="small"
            disabled={chosen <= 1}
            onClick={() => goTo(chosen - 1)}
          >
            Back one
          </button>
          <label class="hidden" for={slider}>
            Position in the journal
          </label>
          <input
            id={slider}
            type="range"
            min={1}
            max={last}
            value={chosen}
            aria-valuetext={`Position ${chosen} of ${last}${at ? `, ${at.event}` : ''}`}
            onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
          />
          <button
            type="button"
            class="small"
            disabled={chosen >= last}
            onClick={() => goTo(chosen + 1)}
          >
            Forward one
          </button>
          <label for={places}>Go to</label>
          <select
            id={places}
            value=""
            onChange={({ currentTarget }) => goTo(Number(currentTarget.value))}
          >
            <option value="" disabled>
              a step’s beginning
            </option>
            {landmarks(model).map((mark) => (
              <option key={mark.step} value={mark.seq}>
                {stepTitle(mark.step)} ({mark.seq})
              </option>
            ))}
          </select>
        </div>
        {at && (
          <p class="hint">
            <Time at={at.at} />: <code>{at.event}</code>
          </p>
        )}
      </Notice>
    </div>
  );
}
