/** Text as it was written, in a box that scrolls within itself and can be reached by keyboard. */
import type { JSX } from 'preact';

export function Passage({ label, text }: { label: string; text: string }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="passage" tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
