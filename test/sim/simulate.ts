/**
 * Deterministic simulation of whole workflows: the real engine and the real machines on the memory
 * store, with a seeded clock, schedule, world, people and faults. One seed is one run, byte for byte.
 */
import { breakers, machines } from '../../machines/registry.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { Json } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { type Chance, createChance } from './chance.ts';
import { createSeededFaults, drawWeather, FAULTLESS, type Faults } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { brokenPromises } from './oracle.ts';
import { createPeople, type People } from './people.ts';
import { bootProcess, type Process, type Surroundings } from './process.ts';
import { createSchedule } from './schedule.ts';
import { createSimClock } from './sim-clock.ts';
import { leftWaiting, lostTimers } from './timers-kept.ts';
import { createSeededScript, createWorld, SETTINGS } from './world.ts';

export interface SimulationReport {
  seed: number;
  ending: string;
  events: number;
  crashes: number;
  /** Broken promises; empty in a good run. */
  violations: string[];
  /** Hash of all that happened, in order: equal for equal seeds. */
  hash: string;
}

const WORKFLOW = 'sim';
const ROUNDS_MAX = 6000;
/** Lease of a simulated node. */
const LEASE_MS = 64_800_000;
const HOUR_MS = 3_600_000;
/** A workflow that has written nothing for so long never will: no timer of ours is longer. */
const SILENCE_MAX_MS = 60 * 24 * HOUR_MS;
const LOOKUP = machineLookup(machines);

interface Simulation {
  around: Surroundings;
  chance: Chance;
  faults: Faults;
  people: People;
  host: Process;
  zombies: { process: Process; roundsLeft: number }[];
  /** The store always answers, if the process lives to hear it. */
  isReliable: boolean;
  /** When the last process that was taken for dead really died. */
  lastZombieAt: number;
  /** Chance, each round, that the process is taken for dead. */
  abandoning: number;
  crashes: number;
  booted: number;
  /** People have sent again what the process before this one left unanswered. */
  isGreeted: boolean;
  /** Roots whose creation was acknowledged. */
  created: Set<string>;
}

export async function simulate(
  seed: number,
  show?: (line: string) => void,
): Promise<SimulationReport> {
  const sim = prepare(seed, show);
  const { ledger, clock } = sim.around;
  try {
    await toTheEnd(sim);
  } catch (error) {
    ledger.violation(String(error));
  }
  const violations = [
    ...ledger.violations,
    ...(await brokenPromises({
      root: WORKFLOW,
      store: sim.around.store,
      machines: LOOKUP,
      ledger,
      now: clock.now(),
    })),
  ];
  return {
    seed,
    ending: String(ledger.actors.get(WORKFLOW)?.after.view.status),
    events: [...ledger.actors.values()].reduce((sum, { journal }) => sum + journal.length, 0),
    crashes: sim.crashes,
    violations,
    hash: ledger.hash(),
  };
}

async function toTheEnd(sim: Simulation): Promise<void> {
  const { ledger, schedule } = sim.around;
  for (let rounds = 0; !hasEnded(ledger) && !ledger.isStuck; rounds += 1) {
    if (rounds > ROUNDS_MAX) throw new Error(`no end after ${ROUNDS_MAX} rounds`);
    await round(sim);
  }
  await schedule.rest();
  // Whatever a dying process left half done, a last calm one finishes.
  await finish(sim);
}

function prepare(seed: number, show?: (line: string) => void): Simulation {
  const chance = createChance(seed);
  const clock = createSimClock(1_700_000_000_000, chance.shuffled);
  const latency = chance.pick([1, 1, 3, 8]);
  const schedule = createSchedule(clock, {
    latency: () => chance.below(latency),
    order: chance.shuffled,
  });
  const ledger = createLedger(clock.now, show);
  const script = createSeededScript(chance, chance.pick([0, 0.05, 0.2, 0.4]));
  const around: Surroundings = {
    store: createMemoryStore(),
    clock,
    schedule,
    ledger,
    world: createWorld(script, clock, ledger),
    machines: LOOKUP,
    shuffled: chance.shuffled,
    tuning: {
      slots: chance.pick([1, 1, 2]),
      snapshotEvery: chance.pick([1, 3, 10]),
      parkedMax: chance.pick([1, 1000]),
      concurrency: chance.pick([1, 16]),
    },
  };
  const weather = drawWeather(chance);
  const faults = createSeededFaults(chance, weather);
  const cancel = chance.pick([0, 0, 0.002, 0.02]);
  const people = createPeople({ root: WORKFLOW, chance, ledger, schedule, now: clock.now, cancel });
  const host = bootProcess('p1', around, faults);
  return {
    around,
    chance,
    faults,
    people,
    host,
    zombies: [],
    lastZombieAt: 0,
    abandoning: chance.pick([0, 0.004, 0.03]),
    isReliable: weather.lost === 0 && weather.away === 0,
    crashes: 0,
    booted: 1,
    isGreeted: true,
    created: new Set(),
  };
}

function hasEnded(ledger: Ledger): boolean {
  const root = ledger.actors.get(WORKFLOW)?.after;
  return root !== undefined && root.status !== 'active';
}

async function round(sim: Simulation): Promise<void> {
  const { chance, around } = sim;
  const isHasty = chance.is(0.2);
  if (isHasty) for (let left = chance.below(8); left > 0; left -= 1) await around.schedule.tick();
  else await around.schedule.rest();
  if (hasEnded(around.ledger)) return;
  retireZombies(sim);
  if (sim.host.state === 'dead') replace(sim);
  else if (chance.is(sim.abandoning)) abandon(sim);
  else await live(sim, isHasty);
}

/** One round of a living process: people act, or time moves on. */
async function live(sim: Simulation, isHasty: boolean): Promise<void> {
  const { chance, around, people } = sim;
  if (sim.host.state === 'up' && (!sim.isGreeted || chance.is(0.02))) {
    sim.isGreeted = true;
    people.repeat(sim.host);
  }
  if (isHasty) {
    people.act(sim.host, false);
    return;
  }
  // A store that is away refuses at once: then time must move on all the same.
  if (begin(sim) && chance.is(0.5)) return;
  if (isOrderly(sim))
    for (const late of leftWaiting(around, sim.host)) around.ledger.violation(late);
  if (chance.is(0.02)) around.ledger.violations.push(...(await lostTimers(WORKFLOW, around)));
  const next = around.clock.next();
  const isIdle = next === null || next - around.clock.now() >= HOUR_MS;
  if (people.act(sim.host, isIdle)) return;
  const silence = around.clock.now() - around.ledger.lastCommitAt();
  if (next === null || silence > SILENCE_MAX_MS) stuck(sim);
  else around.clock.advance(Math.max(0, next - around.clock.now()) + jump(chance));
}

/** One process, a store that answers, and time enough to find what others left. */
function isOrderly({ isReliable, zombies, lastZombieAt, host, around }: Simulation): boolean {
  const isFound = lastZombieAt === 0 || around.clock.now() - lastZombieAt > 2 * LEASE_MS;
  return isReliable && zombies.length === 0 && host.state === 'up' && isFound;
}

/** Mostly to the moment something is due; now and then past it, or a little back. */
function jump(chance: Chance): number {
  if (!chance.is(0.06)) return 0;
  return chance.pick([1, 1000, 60_000, 3_600_000, 90_000_000]);
}

/** Creates what the installation needs, unless its creation was acknowledged. */
function begin({ around, host, created }: Simulation): boolean {
  if (host.state !== 'up') return false;
  const input = { workflow: WORKFLOW, settings: SETTINGS, started_at: around.clock.now() };
  const missing = breakers().filter(({ address }) => !around.ledger.actors.has(address));
  const wanted = (
    missing.length > 0 ? missing : [{ machine: 'certification', address: WORKFLOW, input }]
  ).filter(({ address }) => !created.has(address));
  for (const spec of wanted) {
    created.add(spec.address);
    host.engine
      ?.start({ ...spec, input: spec.input as unknown as Json })
      .then(() => {
        if (host.state === 'dead') return;
        if (!around.ledger.actors.has(spec.address))
          around.ledger.violation(`${spec.address} was said to exist but does not`);
      })
      .catch(() => created.delete(spec.address));
  }
  return wanted.length > 0;
}

/** The process is gone: another takes its place, at once or after a while. */
function replace(sim: Simulation): void {
  const { chance, around, faults } = sim;
  sim.crashes += 1;
  sim.booted += 1;
  if (chance.is(0.2)) around.clock.advance(chance.pick([1, 10_000, 600_000]));
  for (const address of sim.created)
    if (!around.ledger.actors.has(address)) sim.created.delete(address);
  sim.host = bootProcess(`p${sim.booted}`, around, faults);
  sim.isGreeted = false;
  around.schedule.touch();
}

/** Somebody takes the process for dead and starts another; the old one goes on for a while. */
function abandon(sim: Simulation): void {
  if (sim.chance.is(0.5)) {
    sim.host.kill();
  } else {
    sim.host.zombie = true;
    sim.zombies.push({ process: sim.host, roundsLeft: sim.chance.below(12) });
  }
  replace(sim);
}

/** What a zombie began and nobody was told of is found by its successor. */
function retireZombies(sim: Simulation): void {
  for (const zombie of sim.zombies) zombie.roundsLeft -= 1;
  const gone = sim.zombies.filter(
    ({ roundsLeft, process }) => roundsLeft < 0 || process.state === 'dead',
  );
  if (gone.length === 0) return;
  sim.zombies = sim.zombies.filter((zombie) => !gone.includes(zombie));
  for (const { process } of gone) process.kill();
  sim.lastZombieAt = sim.around.clock.now();
}

function stuck({ around, host }: Simulation): void {
  if (host.state !== 'up') return;
  const root = around.ledger.actors.get(WORKFLOW)?.after;
  around.ledger.violation(`nothing will ever move it on: ${JSON.stringify(root?.value)}`);
  around.ledger.isStuck = true;
}

async function finish(sim: Simulation): Promise<void> {
  const { around } = sim;
  for (const { process } of sim.zombies) process.kill();
  sim.host.kill();
  const last = bootProcess('last', around, FAULTLESS);
  for (let waits = 0; waits < 200; waits += 1) {
    await around.schedule.rest();
    const next = around.clock.next();
    if (last.state === 'dead' || next === null || around.ledger.activities.size === 0) break;
    around.clock.advance(Math.max(0, next - around.clock.now()));
  }
  const closed = last.engine?.close();
  await around.schedule.rest();
  await closed;
  last.kill();
}
