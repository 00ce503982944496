/**
 * The stages of a rendering as activities, in the order in which `machines/avatar-render.ts` asks for
 * them. Each may be run again after a crash: the job's name is the hash of what is asked for.
 */
import { rm } from 'node:fs/promises';

import { PresGenError } from '../../runtime/errors.ts';
import type { Activities } from '../index.ts';
import { produce } from './ladder.ts';
import { inFolder, orderFor, type RenderPorts } from './order.ts';
import { publish, published } from './shelf.ts';
import { nameJob } from './sidecar/contract.ts';
import { fetchFilm } from './sidecar/fetch.ts';
import { follow } from './sidecar/follow.ts';
import { backendsFor, drawnSlides, jobOf } from './sidecar/job.ts';
import { NO_PROGRAM, type SidecarUse } from './sidecar/open.ts';
import { noteJob, removeFiles, removeJobs } from './take-back.ts';

export type StageName =
  | 'avatar.plan'
  | 'avatar.probe'
  | 'avatar.submit'
  | 'avatar.follow'
  | 'avatar.verify'
  | 'avatar.publish'
  | 'avatar.draw';

const SILENCE_MS = 30_000;
const HEARTBEAT_MS = 240_000;

/** One activity for each stage. */
export function avatarStages(ports: RenderPorts): Pick<Activities, StageName> {
  return {
    'avatar.plan': planning(ports),
    'avatar.probe': probing(ports),
    'avatar.submit': submitting(ports),
    'avatar.follow': following(ports),
    'avatar.verify': verifying(ports),
    'avatar.publish': publishing(ports),
    'avatar.draw': drawing(ports),
  };
}

function planning(ports: RenderPorts): Activities['avatar.plan'] {
  return async (input, run) => {
    const order = await orderFor(ports, input, run.root);
    const made = await published(ports, run.root, order);
    return { by: order.isForProgram ? 'program' : 'here', made };
  };
}

function probing(ports: RenderPorts): Activities['avatar.probe'] {
  return async (_, run) => {
    const { program, backend = 'auto' } = useOf(ports);
    const client = await program.connect();
    const { backends, device } = await client.capabilities(run.signal);
    await client.ready(run.signal);
    return { backends: backendsFor(backend, backends), device };
  };
}

function submitting(ports: RenderPorts): Activities['avatar.submit'] {
  return async (input, run) => {
    const order = await orderFor(ports, input, run.root);
    const production = await inFolder(ports, order, run.key, run);
    try {
      const slides = await drawnSlides(production);
      const job = nameJob(jobOf(order, slides, input.backend));
      const client = await useOf(ports).program.connect();
      for (const { sha256, png } of slides) await client.uploadSlide(sha256, png, run.signal);
      await noteJob(ports, run.root, job.id);
      return { job: job.id, ...(await client.submit(job, run.signal)) };
    } finally {
      await rm(production.folder, { recursive: true, force: true });
    }
  };
}

function following(ports: RenderPorts): Activities['avatar.follow'] {
  return async ({ job, mark }, run) => {
    const { program, silenceMs = SILENCE_MS, heartbeatMs = HEARTBEAT_MS } = useOf(ports);
    const { signal, progress } = run;
    try {
      const { connect } = program;
      return await follow({ ...{ job, mark, connect, signal, silenceMs, heartbeatMs }, progress });
    } catch (error) {
      // A stop by a person or by compensation leaves nothing behind; a shutdown leaves the job to go on with.
      if (signal.aborted && isStop(signal.reason)) await removeJobs(ports, run.root);
      else if (error instanceof PresGenError && error.code === 'AVATAR_FROZEN') {
        await program.restart();
      }
      throw error;
    }
  };
}

function verifying(ports: RenderPorts): Activities['avatar.verify'] {
  return async (input, run) => {
    try {
      const film = await fetched(ports, { ...input, reasons: [] }, run);
      return { rung: film.rung, duration_seconds: film.seconds };
    } catch (error) {
      await removeFiles(ports, input.job);
      throw error;
    }
  };
}

function publishing(ports: RenderPorts): Activities['avatar.publish'] {
  return async (input, run) => {
    const order = await orderFor(ports, input, run.root);
    const before = await published(ports, run.root, order);
    if (before !== null) return before;
    const made = await fetched(ports, input, run);
    run.signal.throwIfAborted();
    const output = await publish(ports, run.root, order, made);
    ports.onRung?.(made.rung);
    // What is published is ours; the program need not keep a second copy.
    await removeJobs(ports, run.root);
    return output;
  };
}

/** The film's files, in a folder of the job: verified, and published from there. */
async function fetched(
  ports: RenderPorts,
  input: Parameters<Activities['avatar.publish']>[0],
  run: Parameters<Activities['avatar.publish']>[1],
) {
  const order = await orderFor(ports, input, run.root);
  const production = await inFolder(ports, order, input.job, run);
  const client = await useOf(ports).program.connect();
  const { job, files, reasons } = input;
  return await fetchFilm(production, { client, job, files, reasons });
}

function drawing(ports: RenderPorts): Activities['avatar.draw'] {
  return async (input, run) => {
    const order = await orderFor(ports, input, run.root);
    const before = await published(ports, run.root, order);
    if (before !== null) return before;
    // What the program still renders is not waited for any more.
    await removeJobs(ports, run.root);
    const production = await inFolder(ports, order, run.key, run);
    try {
      const made = await produce(production, input.reasons);
      run.signal.throwIfAborted();
      ports.onRung?.(made.rung);
      return await publish(ports, run.root, order, made);
    } finally {
      await rm(production.folder, { recursive: true, force: true });
    }
  };
}

/** A workflow that was given to the program stays with it, also where it is gone since. */
function useOf({ sidecar }: RenderPorts): SidecarUse {
  if (sidecar !== undefined) return sidecar;
  return { program: NO_PROGRAM, rollout: 0 };
}

function isStop(reason: unknown): boolean {
  return reason instanceof PresGenError && reason.code === 'CANCELLED';
}
