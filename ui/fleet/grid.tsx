/**
 * The parts of a table whose rows are placed one by one, which `<table>` does not allow: the same
 * roles, on elements that can stand anywhere.
 */
import type { ComponentChildren, JSX, RefObject } from 'preact';

type PartRole = 'table' | 'rowgroup' | 'row' | 'rowheader' | 'columnheader' | 'cell';

interface Props {
  role: PartRole;
  class?: string;
  tabIndex?: number;
  style?: Record<string, string>;

  /** Where the element itself is wanted. */
  host?: RefObject<HTMLDivElement | null>;
  children?: ComponentChildren;
  [attribute: `data-${string}` | `aria-${string}`]: string | number | boolean | undefined;
}

/** One part of such a table. */
export function Part({ role, host, children, ...rest }: Props): JSX.Element {
  return (
    <div role={role} {...(host && { ref: host })} {...rest}>
      {children}
    </div>
  );
}
