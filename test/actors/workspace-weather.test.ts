/**
 * Whole stories in bad weather: folders, forms, answers, decks, sharing, under faults drawn by a
 * seed, finished or cancelled at any moment, and then taken back in the same weather.
 * WEATHER_SEED=n plays one story again, WEATHER_SEEDS=n the first so many.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULT_NAMES, kindOf, PUSH } from '../../actors/workspace/local/fault-kinds.ts';
import type { FaultRule } from '../../actors/workspace/local/fault-rules.ts';
import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import { type Chance, createChance } from '../sim/chance.ts';
import { attempt, PATIENCE_MS, untilDone } from './workspace-attempts.ts';
import { outside } from './workspace-outside.ts';
import { createRig, type Rig } from './workspace-rig.ts';
import { runWholeWorkflow, type Story, undoEverything } from './workspace-story.ts';

const SEEDS = process.env.WEATHER_SEED
  ? [Number(process.env.WEATHER_SEED)]
  : Array.from({ length: Number(process.env.WEATHER_SEEDS ?? 50) }, (_, index) => index + 1);
/** The story's lists are shorter than a page, and it has no watch. */
const FAULTS = FAULT_NAMES.filter(
  (fault) => fault !== 'badPageToken' && !kindOf(fault).at?.includes(PUSH),
);
const WRITES = LOCAL_ROUTES.filter(({ method }) => method !== 'GET').map(({ id }) => id);

function draw(chance: Chance): FaultRule[] {
  return Array.from({ length: 1 + chance.below(4) }, () => {
    const fault = chance.pick(FAULTS);
    const { at, takes } = kindOf(fault);
    const call = at || chance.is(0.6) ? '*' : chance.pick(WRITES);
    const measure = {
      ms: chance.pick([PATIENCE_MS / 100, PATIENCE_MS * 2]),
      seconds: 30 + chance.below(90),
      byte: chance.below(4),
    };
    return {
      call,
      fault,
      rate: chance.pick(call === '*' && !at ? [0.02, 0.05, 0.1] : [0.1, 0.3, 0.6]),
      seed: chance.below(1_000_000),
      ...(takes ? { [takes]: measure[takes] } : {}),
    };
  });
}

/** Without checksums: some files name ids and times. */
async function standing(rig: Rig): Promise<string[]> {
  return (await outside(rig)).map((line) => line.replace(/ [0-9a-f]{64}$/, ''));
}

async function oneObjectAWrite(rig: Rig): Promise<void> {
  const tags = (await rig.store.files({ trashed: false })).map(({ properties }) => properties.pg);
  assert.equal(new Set(tags).size, tags.length, 'a write left two objects');
}

class Cancelled extends Error {}

/** Plays the story to its end, or until it is cancelled at the given failure. */
async function play(rig: Rig, cancelAt: number): Promise<Story | null> {
  let failures = 0;
  const through = async <T>(perform: () => Promise<T>): Promise<T> => {
    let result: { value: T } | null = null;
    const tell = async (): Promise<void> => {
      result = { value: await perform() };
    };
    const failure = await attempt(rig, tell);
    if (failure) {
      failures += 1;
      if (failures === cancelAt) throw new Cancelled();
      rig.local.faults.reconnect();
      rig.advance(failure.retryAfterMs ?? 1000);
      await untilDone(rig, tell);
    }
    return (result as { value: T } | null)?.value as T;
  };
  try {
    return await runWholeWorkflow(rig, through);
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

async function takeBack(rig: Rig): Promise<void> {
  rig.local.faults.reconnect();
  await undoEverything(rig, async (perform) => {
    const results: Awaited<ReturnType<typeof perform>>[] = [];
    await untilDone(rig, async () => {
      results.push(await perform());
    });
    return results[0] as Awaited<ReturnType<typeof perform>>;
  });
  assert.deepEqual(await outside(rig), []);
  const open = [...rig.effects.values()].filter(
    ({ state }) => !['compensated', 'failed', 'kept'].includes(state),
  );
  assert.deepEqual(open, []);
}

interface Fair {
  story: Story;
  wanted: string[];
}

async function fairWeather(): Promise<Fair> {
  const rig = createRig();
  const story = await runWholeWorkflow(rig);
  const wanted = await standing(rig);
  rig.dispose();
  return { story, wanted };
}

/** One story under one seed; resolves with how it ended and how often a fault struck. */
async function survive(seed: number, fair: Fair): Promise<{ finished: boolean; strikes: number }> {
  const chance = createChance(seed);
  const rules = draw(chance);
  const rig = createRig({ faults: rules });
  try {
    const ended = await play(rig, chance.is(0.4) ? 1 + chance.below(6) : Number.POSITIVE_INFINITY);
    if (ended) {
      assert.deepEqual(await standing(rig), fair.wanted);
      assert.deepEqual(ended.closed, fair.story.closed);
      await oneObjectAWrite(rig);
    }
    await takeBack(rig);
    const strikes = rig.local.faults.armed().reduce((sum, { struck }) => sum + struck, 0);
    return { finished: ended !== null, strikes };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`WEATHER_SEED=${seed} ${JSON.stringify(rules)}: ${why}`, { cause: error });
  } finally {
    rig.dispose();
  }
}

describe('a story in bad weather', () => {
  it('ends like one in good weather, or is taken back without a trace', async (t) => {
    const fair = await fairWeather();
    const seen = { finished: 0, cancelled: 0, strikes: 0 };
    for (const seed of SEEDS) {
      const { finished, strikes } = await survive(seed, fair);
      seen[finished ? 'finished' : 'cancelled'] += 1;
      seen.strikes += strikes;
    }
    t.diagnostic(`${SEEDS.length} seeds: ${JSON.stringify(seen)}`);
    assert.ok(seen.strikes > 0);
  });
});
