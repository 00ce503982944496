/** The frame of every view: its one heading, its title in the browser, its sections. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId } from 'preact/hooks';

export interface PageProps {
  /** Heading of the view, and its title in the browser. */
  title: string;
  /** One sentence below the heading. */
  lead?: ComponentChildren;
  /** Links above the heading, from the general to the special. */
  crumbs?: ComponentChildren;
  /** What one can do here, beside the heading. */
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** One view. Its heading takes the focus after navigation, so that screen readers hear where they are. */
export function Page({ title, lead, crumbs, actions, children }: PageProps): JSX.Element {
  useEffect(() => {
    document.title = `${title.slice(0, 120)} · PresGen`;
  }, [title]);
  return (
    <div class="view">
      {crumbs && <p class="crumbs">{crumbs}</p>}
      <div class="heading">
        <h1 tabIndex={-1}>{title}</h1>
        {actions && <div class="row">{actions}</div>}
      </div>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}

/** A section with a heading of its own. */
export function Panel({
  title,
  actions,
  class: name = '',
  children,
}: {
  title: string;
  actions?: ComponentChildren;
  class?: string;
  children?: ComponentChildren;
}): JSX.Element {
  const id = useId();
  return (
    <section class={`panel ${name}`.trim()} aria-labelledby={id}>
      <div class="heading">
        <h2 id={id}>{title}</h2>
        {actions && <div class="row">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** More of the same, folded away until asked for. */
export function Fold({
  title,
  open = false,
  children,
}: {
  title: ComponentChildren;
  open?: boolean;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <details class="fold" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
