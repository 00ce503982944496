/** What can go wrong with a process and its store, and a seeded choice of when it does. */
import type { Chance } from './chance.ts';

/** What becomes of one call to the store. The process dies, or only the call fails. */
export type Fate = 'ok' | 'dies before' | 'dies after' | 'fails before' | 'fails after';

/** Moments between a commit and the next at which a process can die. */
export type Moment = 'starting' | 'before effect' | 'after effect' | 'publishing' | 'reporting';

export interface Faults {
  store(name: string, isWrite: boolean): Fate;
  dies(moment: Moment): boolean;
  /** Whether a message, a row or a result arrives twice. */
  doubles(): boolean;
  /** Whether rows of one answer arrive in another order. */
  shuffles(): boolean;
}

/** A fault of the simulation, as the runtime sees it. */
export class SimulatedFault extends Error {
  override name = 'SimulatedFault';
}

export interface Weather {
  /** Chance of a crash at each write of the store. */
  crash: number;
  /** Chance that a single call to the store fails. */
  lost: number;
  /** Chance, for each call, that the store goes away for some calls. */
  away: number;
  doubles: number;
}

export function drawWeather(chance: Chance): Weather {
  return {
    crash: chance.pick([0, 0.01, 0.03, 0.05, 0.08]),
    lost: chance.pick([0, 0, 0.01, 0.05]),
    away: chance.pick([0, 0, 0.001, 0.01]),
    doubles: chance.pick([0, 0.02, 0.1]),
  };
}

export function createSeededFaults(chance: Chance, weather: Weather): Faults {
  const happens = (p: number): boolean => p > 0 && chance.is(p);
  let awayFor = 0;
  const reaches = (): boolean => {
    if (awayFor === 0 && happens(weather.away)) awayFor = 1 + chance.below(12);
    else if (awayFor > 0) awayFor -= 1;
    return awayFor === 0;
  };
  return {
    store: (_name, isWrite) => {
      if (!reaches()) return 'fails before';
      if (happens(isWrite ? weather.crash : weather.crash / 10))
        return chance.is(0.5) ? 'dies before' : 'dies after';
      if (happens(weather.lost)) return chance.is(0.5) ? 'fails before' : 'fails after';
      return 'ok';
    },
    dies: () => happens(weather.crash / 4),
    doubles: () => happens(weather.doubles),
    shuffles: () => chance.is(0.5),
  };
}

/** Nothing goes wrong. */
export const FAULTLESS: Faults = {
  store: () => 'ok',
  dies: () => false,
  doubles: () => false,
  shuffles: () => false,
};
