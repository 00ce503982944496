/** Where the log lines and traces of some attempts are, with what to look for. */
import type { JSX } from 'preact';
import { Fold } from '../kit/page.tsx';
import type { Bar } from './gantt-data.ts';

export function LogLines({ workflow, bars }: { workflow: string; bars: Bar[] }): JSX.Element {
  const keys = bars.flatMap(({ key }) => key ?? []);
  const traces = [...new Set(bars.flatMap(({ trace }) => trace ?? []))];
  return (
    <Fold title="Logs and traces">
      <p>
        The server writes its log to its standard output, one JSON object a line. These lines belong
        to it:
      </p>
      <pre class="wf-wrap">{queryOf(workflow, keys)}</pre>
      {keys.length > 0 && (
        <p class="hint">
          <code>key</code> names one attempt of one effect; what it wrote elsewhere carries the
          same.
        </p>
      )}
      {traces.length > 0 ? (
        <p>
          Traces:{' '}
          {traces.map((trace) => (
            <code key={trace}>{trace} </code>
          ))}
        </p>
      ) : (
        <p class="hint">No trace was recorded for it.</p>
      )}
    </Fold>
  );
}

/** For jq, which reads JSON lines. */
function queryOf(workflow: string, keys: string[]): string {
  if (keys.length === 0) return `jq -c 'select(.workflow == "${workflow}")'`;
  if (keys.length === 1) return `jq -c 'select(.key == "${keys[0]}")'`;
  const prefix = keys[0]?.replace(/\.\d+\/activity\.\d+$/, '.') ?? workflow;
  return `jq -c 'select(.key // "" | startswith("${prefix}"))'`;
}
