/** `presgen replay --all`: prints where the code of today parts from the stored journals. */
import type { Store } from '../runtime/ports.ts';
import { type GateFinding, isFailing, replayAll } from '../runtime/replay-gate.ts';
import { terminal } from './exits.ts';
import { registered } from './machines.ts';

/** Exit code 1 when a journal differs, or a running actor's code is not here. */
export async function runGate(
  store: Store,
  { onCurrent, json }: { onCurrent: boolean; json: boolean },
): Promise<number> {
  const told: GateFinding[] = [];
  let actors = 0;
  let positions = 0;
  let failing = 0;
  for await (const finding of replayAll(registered, store, onCurrent)) {
    actors += 1;
    positions += finding.positions;
    if (finding.verdict === 'same') continue;
    if (isFailing(finding)) failing += 1;
    told.push(finding);
    if (!json) terminal.out(lineOf(finding));
  }
  const unchecked = told.length - failing;
  terminal.out(
    json
      ? JSON.stringify({ actors, positions, failing, unchecked, findings: told }, null, 2)
      : summary(actors, positions, failing, unchecked),
  );
  return failing > 0 ? 1 : 0;
}

function lineOf({ address, machine, version, on, difference, reason }: GateFinding): string {
  const code = on === version ? `${machine} ${version}` : `${machine} ${version} on ${on}`;
  if (difference === null) return `${address} (${code}): not replayed, ${reason}`;
  const { seq, event, what, stored, replayed } = difference;
  return `${address} (${code}) at ${seq}, ${event}: ${what} was ${stored || 'none'}, is now ${replayed || 'none'}`;
}

function summary(actors: number, positions: number, failing: number, unchecked: number): string {
  const found = failing === 0 ? 'nothing differs' : `${failing} to look at`;
  const rest = unchecked === 0 ? '' : `; ${unchecked} ended without their code being here`;
  return `${actors} actors, ${positions} positions replayed: ${found}${rest}`;
}
