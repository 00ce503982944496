/** What a chart shows of one running actor. */

export interface ChartChild {
  id: string;
  address: string;
  machine: string;
  /** Absent on servers that do not tell; then its current one is drawn. */
  version?: string;
  value: unknown;
  status: string;
  activity: string | null;
  attempt: number | null;
}

/** A timer that is armed: what it is called, the state it belongs to, and when it goes off. */
export interface Deadline {
  /** The actor that waits. */
  address: string;
  /** Id of the waiting state. */
  state: string;
  delay: string;
  /** ms since 1970. */
  due_at: number;
}

export interface Standing {
  /** Address of the actor; a workflow's is its id. */
  address: string;
  /** The present state value. */
  value: unknown;
  /** Every state value so far, the oldest first, the present last. */
  values: unknown[];
  /** All active descendants. */
  children: ChartChild[];
  /** How far activities are, by the address of the child that runs them. */
  progress?: Record<string, { fraction: number; note: string | null }>;
  deadlines?: Deadline[];
}

/** The children that a state's invocation runs: those one level below `address`. */
export function childrenOf(
  { address, children }: Pick<Standing, 'address' | 'children'>,
  invoked: string,
): ChartChild[] {
  const prefix = `${address}/${invoked}.`;
  return children.filter(
    (child) =>
      child.address.startsWith(prefix) && !child.address.slice(prefix.length).includes('/'),
  );
}

/** A child as an actor with a chart of its own. */
export function standingOf(child: ChartChild, parent: Standing, values: unknown[]): Standing {
  const { address, value } = child;
  const last = values.at(-1);
  const isCurrent = JSON.stringify(last) === JSON.stringify(value);
  return { ...parent, address, value, values: isCurrent ? values : [...values, value] };
}
