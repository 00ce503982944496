/** `presgen demo`: the example course, unattended, into var/demo. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run as runRequest } from './run.ts';

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string', default: 'var/demo' } } });
  const request = fileURLToPath(new URL('../examples/request.yaml', import.meta.url));
  return runRequest([request, '--auto', '--out', values.out]);
}
