/** Views of one thing, each with an address: links, of which one is the present page. */
import type { ComponentChildren, JSX } from 'preact';

export interface TabLink {
  href: string;
  name: ComponentChildren;
  isCurrent: boolean;
}

/** Links rather than the tab pattern: every tab can be opened elsewhere, shared and gone back to. */
export function Tabs({ label, links }: { label: string; links: TabLink[] }): JSX.Element {
  return (
    <nav class="tab-links" aria-label={label}>
      {links.map(({ href, name, isCurrent }) => (
        <a key={href} href={href} aria-current={isCurrent ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
