/** One inspection: what was told, how the replay stands, and the reader's hand on it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Asked, connect, type Order, type ReplayStatus, type Standing } from './connection.ts';
import { emptyLog, type Log, type Told, tell } from './log.ts';

export interface Inspection {
  log: Log;
  status: ReplayStatus | null;
  standing: Standing;
  order: (order: Order) => void;
  /** Begins anew: the same past from its first event, or what happens from now on. */
  restart: (isPaused?: boolean) => void;
  /** Everything told so far, as it came. */
  told: () => Told[];
  /** Hears of what is told from now on. */
  onTold: (listener: ((events: Told[]) => void) | null) => void;
}

/** Kept for the bridge: the newest of what a day of watching brings. */
const TOLD_MAX = 20_000;

export function useInspection(asked: Omit<Asked, 'isPaused'>): Inspection {
  const [log, setLog] = useState<Log>(emptyLog);
  const [status, setStatus] = useState<ReplayStatus | null>(null);
  const [standing, setStanding] = useState<Standing>('connecting');
  const [turn, setTurn] = useState({ number: 0, isPaused: false });
  const order = useRef<(order: Order) => void>(() => undefined);
  const all = useRef<Told[]>([]);
  const also = useRef<((events: Told[]) => void) | null>(null);
  const { workflow, isReplay } = asked;
  useEffect(() => {
    all.current = [];
    setLog(emptyLog());
    setStatus(null);
    setStanding('connecting');
    const connection = connect(
      { ...asked, isPaused: turn.isPaused },
      {
        told: (events) => {
          all.current = [...all.current, ...events].slice(-TOLD_MAX);
          also.current?.(events);
          setLog((now) => tell(now, events));
        },
        status: setStatus,
        standing: setStanding,
      },
    );
    order.current = connection.order;
    return connection.close;
  }, [workflow, isReplay, turn]);
  return {
    log,
    status,
    standing,
    order: (each) => order.current(each),
    restart: (isPaused = false) => setTurn((last) => ({ number: last.number + 1, isPaused })),
    told: () => all.current,
    onTold: (listener) => {
      also.current = listener;
    },
  };
}
