/** The actors as a family, with where each stands. */
import type { JSX } from 'preact';
import { Pill } from '../kit/status.tsx';
import type { Tone } from '../words/tones.ts';
import { type InspectedActor, type Log, shortName, tree, valueText } from './log.ts';

const TONES: Record<string, Tone> = { active: 'active', done: 'done', error: 'failed' };
/** Children that ended long ago only hide those that live. */
const ENDED_SHOWN = 40;

export function ActorTree({
  log,
  chosen,
  onChoose,
}: {
  log: Log;
  chosen: string;
  onChoose: (id: string) => void;
}): JSX.Element {
  const all = tree(log);
  const ended = all.filter(({ snapshot, depth }) => depth > 0 && snapshot.status !== 'active');
  const hidden = new Set(
    ended.slice(0, Math.max(0, ended.length - ENDED_SHOWN)).map(({ id }) => id),
  );
  hidden.delete(chosen);
  return (
    <>
      <ul class="inspect-tree">
        {all
          .filter(({ id }) => !hidden.has(id))
          .map((actor) => (
            <Line key={actor.id} actor={actor} isChosen={actor.id === chosen} onChoose={onChoose} />
          ))}
      </ul>
      {hidden.size > 0 && <p class="hint">{hidden.size} that ended earlier are not listed.</p>}
    </>
  );
}

function Line({
  actor,
  isChosen,
  onChoose,
}: {
  actor: InspectedActor;
  isChosen: boolean;
  onChoose: (id: string) => void;
}): JSX.Element {
  const { id, depth, snapshot } = actor;
  return (
    <li class={`depth-${Math.min(depth, 3)}`} data-actor={id}>
      <button type="button" aria-pressed={isChosen} onClick={() => onChoose(id)}>
        <span class="strong">{shortName(id)}</span>
        <span class="sub">{valueText(snapshot.value)}</span>
      </button>
      <Pill tone={TONES[snapshot.status] ?? 'idle'}>{snapshot.status}</Pill>
    </li>
  );
}
