/** A chart and one of its drawings, as hooks: asked for again while the server still lays it out. */
import { useEffect, useState } from 'preact/hooks';
import { type Drawing, loadChart, loadDrawing, type MachineChart } from './chart-data.ts';

export interface Asked<T> {
  data: T | null;
  error: unknown;
  again: () => void;
}

const AGAIN_MS = 700;

export function useChart(machine: string, version: string): Asked<MachineChart> {
  const [turn, setTurn] = useState(0);
  const [asked, setAsked] = useState<{ key: string; data: MachineChart | null; error: unknown }>({
    key: '',
    data: null,
    error: null,
  });
  const key = `${machine}@${version}`;
  useEffect(() => {
    let isGone = false;
    loadChart(machine, version).then(
      (data) => !isGone && setAsked({ key, data, error: null }),
      (error: unknown) => !isGone && setAsked({ key, data: null, error }),
    );
    return () => {
      isGone = true;
    };
  }, [key, turn]);
  const isOwn = asked.key === key;
  return {
    data: isOwn ? asked.data : null,
    error: isOwn ? asked.error : null,
    again: () => setTurn(turn + 1),
  };
}

/** The last drawing stays while the next one is fetched, so that nothing jumps. */
export function useDrawing(
  chart: MachineChart | null,
  view: string | null,
): Asked<Drawing> & { view: string | null } {
  const [turn, setTurn] = useState(0);
  const [asked, setAsked] = useState<{
    key: string;
    view: string | null;
    data: Drawing | null;
    error: unknown;
  }>({ key: '', view: null, data: null, error: null });
  const key = chart && view ? `${chart.path ?? ''}${chart.name}@${chart.version} ${view}` : '';
  useEffect(() => {
    if (!chart || !view) return;
    let timer = 0;
    let isGone = false;
    loadDrawing(chart, view).then(
      (data) => {
        if (isGone) return;
        if (data === null) timer = window.setTimeout(() => setTurn(turn + 1), AGAIN_MS);
        setAsked({ key, view, data, error: null });
      },
      (error: unknown) => !isGone && setAsked({ key, view, data: null, error }),
    );
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [key, turn]);
  const isSameChart = asked.key.split(' ')[0] === key.split(' ')[0];
  return {
    data: isSameChart ? asked.data : null,
    view: isSameChart ? asked.view : null,
    error: asked.key === key ? asked.error : null,
    again: () => setTurn(turn + 1),
  };
}
