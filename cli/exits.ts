/** How commands end: 0 done, 1 the work failed, 2 the command or its input is wrong. */

/** A mistake of the caller: one line on standard error, exit 2. */
export class UsageError extends Error {}

/** Output for people and programs; standard error carries progress and complaints. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

export const terminal: Terminal = {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
};

/** One line for whatever went wrong. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
