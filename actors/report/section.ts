/** One part of the report, as the page puts it together. */
import type { Markup } from './markup.ts';

export interface Section {
  /** Anchor of the table of contents. */
  id: string;
  heading: string;
  body: Markup | Markup[];
}
