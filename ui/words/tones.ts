/** How a thing stands, in the few kinds that the page tells apart. */
export type Tone = 'active' | 'done' | 'waiting' | 'retrying' | 'failed' | 'compensating' | 'idle';

/** Drawn signs, 16 by 16, so that colour never speaks alone and no symbol font is needed. */
export const SIGNS: Record<Tone, string> = {
  active: 'M5 3.5v9l7.5-4.5z',
  done: 'M3 8.5l3.5 3.5L13 4.5',
  waiting:
    'M4.5 2.5h7M4.5 13.5h7M5 2.5c0 3 6 3.500 6 5.500s-6 2.500-6 5.500M11 2.500c0 3-6 3.500-6 5.500s6 2.500 6 5.500',
  retrying: 'M13 8a5 5 0 1 1-1.700-3.750M13 2v3h-3',
  failed: 'M8 2.500l6 11H2zM8 6.500v3.200M8 11.500v.2',
  compensating: 'M6 3L2.500 6.500 6 10M2.500 6.500H10a3.500 3.500 0 0 1 0 7H7',
  idle: 'M8 4.500a3.500 3.500 0 1 0 .01 0',
};
