/** Structured logs. Ids only: fields that could carry a person or a secret are cut out. */
import pino, { type Logger } from 'pino';

export type { Logger };

const REDACTED = ['email', 'name', 'to', 'token', 'secret', 'password', 'authorization', 'cookie'];

/** @param destination a file path; standard error when absent, so that output stays for results. */
export function createLog(level: string, destination?: string): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), censor: '[cut]' },
  };
  return pino(
    options,
    pino.destination(destination === undefined ? 2 : { dest: destination, mkdir: true }),
  );
}
