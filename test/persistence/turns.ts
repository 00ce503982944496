/** Turns as the engine would hand them over, with only what a test is about spelled out. */
import type { ActorRecord, JournalEntry, Turn } from '../../runtime/ports.ts';

export function record(address: string, seq: number, more: Partial<ActorRecord> = {}): ActorRecord {
  const parent = address.includes('/') ? address.slice(0, address.lastIndexOf('/')) : null;
  return {
    address,
    root: address.split('/')[0] ?? address,
    parent,
    idInParent: parent === null ? null : 'child',
    inc: parent === null ? 0 : 1,
    machine: 'certification',
    version: 'v1',
    status: 'active',
    value: { step: `s${seq}` },
    view: { status: 'running', step: 'drive_setup', progress: seq },
    snapshot: { context: { z: seq, a: 'kept in this order' } },
    childInc: { call: seq },
    spawnSeq: seq,
    timers: { deadline: `${address}@${seq}` },
    seq,
    stuck: false,
    createdAt: 1_000,
    updatedAt: 1_000 + seq,
    ...more,
  };
}

export function entry(
  address: string,
  seq: number,
  more: Partial<JournalEntry> = {},
): JournalEntry {
  return {
    address,
    seq,
    at: 1_000 + seq,
    kind: seq === 0 ? 'init' : 'event',
    eventId: `e${seq}`,
    event: { type: 'went', zeta: seq, alpha: [null, 'ü'] },
    digest: `d${seq}`,
    value: seq % 2 === 0 ? { step: `s${seq}` } : null,
    trace: null,
    ...more,
  };
}

/** The turn that takes `address` from seq `expect` to `expect + 1`. */
export function turn(address: string, expect: number, more: Partial<Turn> = {}): Turn {
  const seq = expect + 1;
  return {
    address,
    expect,
    after: record(address, seq),
    writeSnapshot: expect === -1,
    journal: [entry(address, seq)],
    inboxDone: [],
    inbox: [],
    activities: [],
    activitiesDone: [],
    deadLetters: [],
    letters: [],
    ...more,
  };
}
