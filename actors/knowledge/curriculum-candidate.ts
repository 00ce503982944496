/** A line or a table row that could name a domain with its share. */
export interface Candidate {
  name: string;
  /** Percent; null where the document gives none or a range. */
  weight: number | null;
  range: string | null;
  page: number | null;
  quote: string;
  /** Lines of one group look alike: headings of one level, items of one depth, rows of one table. */
  group: string;
  /** Index of its block. */
  at: number;
  /** Its line inside a list; null when the whole block is meant. */
  item: number | null;
  /** What its own row or line already lists; null when that stands below it. */
  objectives: string[] | null;
}
