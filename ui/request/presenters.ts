/** The presenters there are, by the name a request gives; the first is the usual one. */
export const PRESENTERS = ['maya', 'amara', 'jonas', 'ravi'] as const;
