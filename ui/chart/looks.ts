/** Further meanings a chart may carry: what differs between versions, where actors have been. Pure. */
import type { Change, ChartDifference, DrawnEdge } from './chart-data.ts';

export interface Look {
  /** Class of the box. */
  name: string;
  /** A sign or number in the corner of the box, since colour never speaks alone. */
  badge: string;
  /** The same for those who hear it. */
  words: string;
}

export interface Looks {
  state: (id: string) => Look | null;
  edge: (edge: DrawnEdge) => string;
}

const BADGES: Record<Change | 'touched', string> = {
  added: '+',
  removed: '−',
  changed: '±',
  touched: '·',
};

const WORDS: Record<Change | 'touched', string> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  touched: 'changed inside',
};

/** A difference on the joint chart of both versions. */
export function differenceLooks({ states, transitions }: ChartDifference): Looks {
  const changes = new Map(states.map(({ id, change }) => [id, change]));
  const leaving = transitions.filter(({ source }) => !changes.has(source));
  const places = [...states.map(({ id }) => id), ...leaving.map(({ source }) => source)];
  const byIndex = new Map(transitions.map(({ index, change }) => [index, change]));
  return {
    state: (id) => {
      const isTouched = places.some((place) => place.startsWith(`${id}.`));
      const change = changes.get(id) ?? (isTouched && id.includes('.') ? 'touched' : null);
      return change && { name: change, badge: BADGES[change], words: WORDS[change] };
    },
    edge: ({ transitions: of }) => {
      const found = of.map((index) => byIndex.get(index));
      const known = found.filter((change) => change !== undefined);
      if (known.length === 0) return '';
      const [first] = known;
      return known.length === found.length && known.every((change) => change === first)
        ? (first ?? '')
        : 'changed';
    },
  };
}

export interface Coverage {
  actors: number;
  states: { id: string; actors: number }[];
}

const WARMTHS = 4;

/** How many of the counted actors were ever in a state, as warmth and as a number. */
export function coverageLooks({ actors, states }: Coverage): Looks {
  const visits = new Map(states.map(({ id, actors: of }) => [id, of]));
  return {
    state: (id) => {
      const of = visits.get(id);
      if (of === undefined || actors === 0) return null;
      const warmth = of === 0 ? 0 : Math.max(1, Math.ceil((of / actors) * WARMTHS));
      return { name: `warm-${warmth}`, badge: String(of), words: `in ${of} of ${actors}` };
    },
    edge: () => '',
  };
}
