/** Reads newline-delimited JSON events from a response, whole lines only. */
import { terminal, transient } from '../../../runtime/errors.ts';
import { type JobEvent, jobEvent } from './contract.ts';
import type { Answer } from './request.ts';

const LINE_MAX = 1_000_000;

/** Ends with the stream; a line cut off by a lost connection is not an event. */
export async function* eventsIn({ body }: Answer, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw terminal('AVATAR_REFUSED', 'an event has no end');
      for (const line of lines) if (line.trim() !== '') yield eventOf(line);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Error && cause.name === 'PresGenError') throw cause;
    throw transient('AVATAR_LOST', 'the stream of events broke', { cause });
  }
}

function eventOf(line: string): JobEvent {
  try {
    return jobEvent.parse(JSON.parse(line));
  } catch (cause) {
    throw terminal('AVATAR_REFUSED', 'the rendering program sent an event we cannot read', cause);
  }
}
