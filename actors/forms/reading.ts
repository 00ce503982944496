/**
 * Reads answers into the index of what has been collected: what is new since the last complete
 * read, or everything. Repeated or broken off anywhere, it neither loses nor doubles one.
 */
import { PresGenError } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ActorPorts } from '../ports.ts';
import type { FormResponse, ResponsePage, Workspace } from '../workspace/port.ts';

export interface Reading {
  form: string;
  learners: string[];
  /** Everything, as if nothing had been read before: a response that was deleted goes, too. */
  anew: boolean;
  /** Responses a page; as many as the suite gives unless said otherwise. */
  pageSize?: number | undefined;
}

/** An answer may be listed this much later than the time it carries. */
const OVERLAP_MS = 2 * 60_000;

/** A page may be forgotten while it is turned; then the read starts over, not for ever. */
const READS_MAX = 3;

/** Reads all pages; how far it came counts only when the last one is in. */
export async function readInto(
  ports: ActorPorts,
  workspace: Workspace,
  run: ActivityRun,
  reading: Reading,
): Promise<void> {
  const { collected } = ports;
  const { form, pageSize } = reading;
  await collected.open(run.root, form);
  if (reading.anew) await collected.restart(form);
  const cursor = await collected.cursor(form);
  const identities = [...(await ports.vault.open(run.root, reading.learners)).values()];
  const listed = (page: string | null): Promise<ResponsePage> =>
    workspace.listResponses(form, identities, {
      ...(cursor === null ? {} : { since: cursor - OVERLAP_MS }),
      ...(page === null ? {} : { page }),
      ...(pageSize === undefined ? {} : { pageSize }),
      signal: run.signal,
    });
  const newest = await readPages(listed, (responses) => collected.keep(form, responses));
  if (newest > (cursor ?? 0)) await collected.advance(form, newest);
}

/** The time of the newest response seen; 0 when there was none. */
async function readPages(
  listed: (page: string | null) => Promise<ResponsePage>,
  keep: (responses: FormResponse[]) => Promise<void>,
): Promise<number> {
  let newest = 0;
  let page: string | null = null;
  for (let reads = 1; ; ) {
    try {
      const { responses, next }: ResponsePage = await listed(page);
      await keep(responses);
      newest = responses.reduce((max, { submittedAt }) => Math.max(max, submittedAt), newest);
      if (next === null) return newest;
      page = next;
    } catch (error) {
      if (page === null || reads === READS_MAX || !isPageGone(error)) throw error;
      reads += 1;
      page = null;
    }
  }
}

/** The suite refuses a page it does not know any more as it refuses any wrong request. */
function isPageGone(error: unknown): boolean {
  return error instanceof PresGenError && error.code === 'GOOGLE_REFUSED';
}
