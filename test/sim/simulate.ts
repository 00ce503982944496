/**
 * Deterministic simulation of whole workflows: the real engine and the real machines on the memory
 * store, with a seeded clock, world, people and crashes. One seed is one run, byte for byte.
 */
import { createHash } from 'node:crypto';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { breakers, machines } from '../../machines/registry.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { ActorRecord, Engine, Json, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createManualClock, type ManualClock } from '../runtime/manual-clock.ts';
import { type Chance, createChance } from './chance.ts';
import { createWorld, SETTINGS, type World } from './world.ts';

export interface SimulationReport {
  seed: number;
  ending: string;
  events: number;
  crashes: number;
  /** Broken promises; empty in a good run. */
  violations: string[];
  /** Hash of every journal: equal for equal seeds. */
  hash: string;
}

const WORKFLOW = 'sim';
const ROUNDS_MAX = 4000;
/** Ticks without a touch of the store after which nothing more will happen by itself. */
const STILL_TICKS = 8;
const LOOKUP = machineLookup(machines);

interface Host {
  engine: Engine;
  /** The process dies: nothing it still does reaches the store. */
  kill(): void;
  /** Resolves when everything that waits for neither time nor people has happened. */
  rest(): Promise<void>;
}

export async function simulate(seed: number): Promise<SimulationReport> {
  const chance = createChance(seed);
  const clock = createManualClock(1_700_000_000_000);
  const store = createMemoryStore();
  const world = createWorld(chance, clock, chance.pick([0, 0.05, 0.2, 0.5]));
  const violations: string[] = [];
  const crashRate = chance.pick([0, 0.02, 0.1]);
  let crashes = 0;
  let host = await boot(store, clock, world, violations);
  await begin(host.engine, clock);

  let rounds = 0;
  let root = await host.engine.read(WORKFLOW);
  while (root?.status === 'active' && rounds < ROUNDS_MAX) {
    rounds += 1;
    await settle(chance.below(40));
    if (chance.is(crashRate)) {
      host.kill();
      crashes += 1;
      host = await boot(store, clock, world, violations);
      await begin(host.engine, clock);
    }
    await host.rest();
    if (!(await peopleAct(host.engine, chance, clock, rounds)))
      clock.advance(chance.pick([500, 5_000, 60_000, 900_000]));
    root = await host.engine.read(WORKFLOW);
  }
  await host.rest();
  root = await host.engine.read(WORKFLOW);
  if (root?.status !== 'done') violations.push(`never ended: ${JSON.stringify(root?.value)}`);
  if (root) violations.push(...brokenPromises(root, world));
  const { hash, events } = await fingerprint(store, violations);
  await host.engine.close();
  return { seed, ending: String(root?.view.status), events, crashes, violations, hash };
}

async function begin(engine: Engine, clock: ManualClock): Promise<void> {
  for (const breaker of breakers())
    await engine.start({ ...breaker, input: breaker.input as unknown as Json });
  const input = { workflow: WORKFLOW, settings: SETTINGS, started_at: clock.now() };
  await engine.start({
    machine: 'certification',
    address: WORKFLOW,
    input: input as unknown as Json,
  });
}

async function boot(
  store: Store,
  clock: ManualClock,
  world: World,
  violations: string[],
): Promise<Host> {
  let dead = false;
  const nothing = <T>() => new Promise<T>(() => undefined);
  let touched = 0;
  const mortal = new Proxy(store, {
    get: (target, name: keyof Store) => {
      touched += 1;
      return dead ? nothing : target[name];
    },
  });
  const rest = async (): Promise<void> => {
    for (let still = 0, seen = touched; still < STILL_TICKS; seen = touched) {
      await settle(1);
      still = seen === touched ? still + 1 : 0;
    }
  };
  const mortalClock = {
    now: clock.now,
    wakeAt: (dueMs: number, wake: () => void) =>
      clock.wakeAt(dueMs, () => {
        if (!dead) wake();
      }),
  };
  const engine = await openEngine({
    store: mortal,
    clock: mortalClock,
    machines: LOOKUP,
    slots: 1,
    perform: (run) => (dead ? nothing<Json>() : world.perform(run)),
    dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 16),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: (what, error) => {
        if (!dead) violations.push(`${what}: ${JSON.stringify(error)} ${String(error)}`);
      },
    },
  });
  return {
    engine,
    rest,
    kill: () => {
      dead = true;
    },
  };
}

/** Lets everything that is not waiting for time or people happen. */
async function settle(turns: number): Promise<void> {
  for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A person does one thing, sometimes: decides, helps, nudges or cancels. */
async function peopleAct(
  engine: Engine,
  chance: Chance,
  clock: ManualClock,
  round: number,
): Promise<boolean> {
  const root = await engine.read(WORKFLOW);
  if (root?.status !== 'active') return false;
  const accepted = await engine.accepts(WORKFLOW);
  if (accepted.includes('cancel') && chance.is(0.003))
    return say(engine, WORKFLOW, { type: 'cancel', by: 'ann' });
  if (root.view.status === 'needs_attention') {
    const helpful = ['retry', 'retry', 'retry', 'skip', 'give_up'].filter((type) =>
      accepted.includes(type),
    );
    const type =
      round > ROUNDS_MAX / 2 && accepted.includes('skip')
        ? 'skip'
        : chance.pick(helpful.length > 0 ? helpful : ['retry']);
    return say(engine, WORKFLOW, { type, by: 'ann' });
  }
  const open = (await engine.family(WORKFLOW)).find(
    ({ machine, status }) => machine === 'checkpoint' && status === 'active',
  );
  if (open && chance.is(0.4)) {
    const subject = (open.snapshot as unknown as { context: { subject: { content_hash: string } } })
      .context.subject;
    const verdict = chance.pick([
      'approve',
      'approve',
      'approve',
      'approve',
      'request_changes',
      'reject',
    ]);
    const content_hash = chance.is(0.1) ? 'stale' : subject.content_hash;
    return say(engine, open.address, {
      type: 'decision',
      by: chance.pick(['ann', 'ben', 'requester']),
      verdict,
      content_hash,
      comment: '',
      at: clock.now(),
    });
  }
  return false;
}

async function say(
  engine: Engine,
  address: string,
  event: { type: string; [key: string]: Json },
): Promise<boolean> {
  await Promise.race([engine.send(address, event).catch(() => undefined), settle(100)]);
  return true;
}

/** What must hold of any workflow that has ended, however it went. */
function brokenPromises(root: ActorRecord, world: World): string[] {
  const context = (root.snapshot as unknown as { context: CertificationContext }).context;
  const { begun, undone, left_behind: left } = context;
  const broken: string[] = [];
  if (root.view.status === 'completed') {
    if (begun.length !== 11) broken.push(`completed after ${begun.length} steps`);
  } else {
    const settled = new Set([...undone, ...left.map(({ step }) => step)]);
    const open = begun.filter((step) => !settled.has(step));
    if (open.length > 0)
      broken.push(
        `ended ${root.view.status} with ${open.join(', ')} neither undone nor left behind`,
      );
    const reversed = begun.toReversed().filter((step) => undone.includes(step));
    if (reversed.join() !== undone.join()) broken.push(`undone in the order ${undone.join(', ')}`);
  }
  const succeeded = world.calls.filter(({ outcome }) => outcome === 'ok').map(({ key }) => key);
  const unknown = Object.keys(context.calls).length;
  if (root.view.status === 'completed' && unknown > 0)
    broken.push(`${unknown} calls still counted as in progress`);
  if (succeeded.length === 0) broken.push('nothing was ever done');
  return broken;
}

async function fingerprint(
  store: Store,
  violations: string[],
): Promise<{ hash: string; events: number }> {
  const hash = createHash('sha256');
  let events = 0;
  const roots = [WORKFLOW, ...breakers().map(({ address }) => address)];
  for (const root of roots) {
    for (const { address } of await store.family(root)) {
      const journal = await store.journal(address, 0, 100_000);
      events += journal.length;
      journal.forEach(({ seq }, index) => {
        if (seq !== index + 1) violations.push(`journal of ${address} has a hole before ${seq}`);
      });
      hash.update(JSON.stringify([address, journal]));
    }
  }
  return { hash: hash.digest('hex').slice(0, 16), events };
}
