/** Activity `avatar.render`: all stages in one call, for renderings begun before they were states. */
import type { FilmMark } from '../../machines/vocabulary.ts';
import { PresGenError } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { Activity, CallInput, CallOutput } from '../ports.ts';
import type { RenderPorts } from './order.ts';
import { avatarStages } from './stages.ts';

type Input = CallInput<'avatar.render'>;
type Output = CallOutput<'avatar.render'>;
type Stages = ReturnType<typeof avatarStages>;

/** A failure of the rendering program gives way to the rungs of this process at once. */
export function avatarRender(ports: RenderPorts): Activity<'avatar.render'> {
  const stages = avatarStages(ports);
  return async (input, run) => {
    const { by, made } = await stages['avatar.plan'](input, run);
    if (made !== null) return made;
    if (by === 'here') return await stages['avatar.draw']({ ...input, reasons: [] }, run);
    try {
      return await byProgram(stages, input, run);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof PresGenError) || error.code === 'RATE_LIMITED') throw error;
      const reasons = [`The rendering program failed: ${error.message}.`];
      return await stages['avatar.draw']({ ...input, reasons }, run);
    }
  };
}

async function byProgram(stages: Stages, input: Input, run: ActivityRun): Promise<Output> {
  const { backends } = await stages['avatar.probe'](input, run);
  const asked = { ...input, backend: backends[0] ?? 'auto' };
  const { job, from } = await stages['avatar.submit'](asked, run);
  const reasons: string[] = [];
  let mark: FilmMark = { seq: from, stage: 'queued', tenths: 0 };
  for (;;) {
    const {
      reasons: more,
      files,
      ...next
    } = await stages['avatar.follow']({ ...input, job, mark }, run);
    reasons.push(...more);
    mark = next;
    if (files === null) continue;
    await stages['avatar.verify']({ ...input, job, files }, run);
    return await stages['avatar.publish']({ ...input, job, files, reasons }, run);
  }
}
