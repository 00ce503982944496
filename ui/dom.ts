/** Builds elements without markup strings: everything a server or a model wrote stays text. */

export type Child = Node | string | number | null | undefined | false | Child[];
type Listener = (event: Event) => void;
export type Props = Record<string, string | number | boolean | null | undefined | Listener>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element; `on…` functions become listeners, true becomes an empty attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), props, children);
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled<E extends Element>(
  element: E,
  props: Props | null | undefined,
  children: Child[],
): E {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children: Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (Array.isArray(child)) return nodes(child);
    return [typeof child === 'number' ? String(child) : child];
  });
}

/**
 * A part of the page that is rebuilt only when what it shows has changed, and that gives the focus
 * back to the element with the same `data-key`.
 */
export function part(host: HTMLElement): (key: unknown, build: () => Child) => void {
  let shown = '';
  return (key, build) => {
    const next = JSON.stringify(key) ?? '';
    if (next === shown) return;
    shown = next;
    const held = document.activeElement;
    const focused = held && host.contains(held) ? held.getAttribute('data-key') : null;
    host.replaceChildren(...nodes([build()]));
    if (focused !== null)
      host.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  };
}
