/** A small written-for-tests course on harbour pilotage: definitions, a table, a list, numbers. */
import { type Parsed, parseMarkdown } from './markdown-corpus.ts';

const GLOSSARY = `---
title: Glossary
---

### Fairway

A fairway is a marked channel deep enough for the largest vessel that a harbour admits.

### Berth

A berth is a numbered place along a quay where one ship lies while cargo is handled.

### Roadstead

A roadstead is a sheltered stretch of water outside the entrance where ships anchor and wait.

### Leading line

A leading line is a pair of marks that a helmsman keeps one above the other to hold course.

### Dolphin

A dolphin is a group of piles driven into the seabed to which mooring ropes are made fast.

### Slipway

A slipway is an inclined plane on which hulls are hauled ashore for repair and painting.

### Common examples

Common examples are a number of things.

### Lighter

A lighter may often be a flat barge that carries goods between ship and shore.
`;

const SIGNALS = `# Traffic signals

## Signal lights

| Light | Meaning |
|---|---|
| Three fixed red | Traffic may on no account proceed past the entrance |
| Green over white | Proceed only after calling the tower by radio |
| Three flashing red | Serious emergency; all ships stop or turn away |
| White over green | One-way passage for outbound convoys |
| Single amber | Dredging under way along the eastern bank |

## Tower duties

The tower has the following duties:

* Log keeping: writes down every arrival with draught and cargo
* Slot planning: gives each convoy a time at the narrows
* Weather watch: reads wind and tide gauges each quarter hour
* Alarm relay: passes distress calls on to the rescue station
* Ice watch: sends the tug ahead when the basin freezes

## Limits

The maximum draught in the inner basin is 12 metres. For a ship that waits every 4 hours, the fee is 30 units.
Speed in the approach channel is limited to 8 knots. This must not exceed 40 minutes.
`;

const COPY = `# Second edition

### Fairway

A fairway is a marked channel deep enough for the largest vessel that a harbour admits.

### Tug

A tug is a small powerful boat that pushes and pulls larger vessels in narrow waters.
`;

/** Fresh documents each time, so that no test sees another's changes. */
export function harbour(): Parsed[] {
  return [
    parseMarkdown('glossary.md', GLOSSARY),
    parseMarkdown('signals.md', SIGNALS),
    parseMarkdown('second.md', COPY),
  ];
}

export const HARBOUR_DOMAINS = [
  {
    name: 'Waterways',
    weight: 50,
    objectives: ['Fairway, roadstead and channel', 'Berth and quay', 'Limits of draught and speed'],
  },
  { name: 'Signals', weight: 40, objectives: ['Signal lights', 'Tower duties'] },
  { name: 'Zoology', weight: 10, objectives: ['Mammals', 'Reptiles'] },
];
