/**
 * xstate's built-in actions as commands: data with stable keys, written by the commit and carried
 * out after it. An action that has no durable meaning is refused.
 */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import type { ActorRecord, Json, StoredEvent } from './ports.ts';

/** An effect a transition asks for, as data. Keys are stable across replays. */
export type Command =
  | { type: 'spawn'; childId: string; inc: number; src: string; input: Json }
  | { type: 'stop'; childId: string; inc: number; src: string }
  | { type: 'timer'; timerId: string; key: string; delayMs: number; event: StoredEvent }
  | { type: 'cancel'; key: string }
  | { type: 'send'; to: string; key: string; event: StoredEvent }
  | { type: 'terminate'; status: 'done' | 'error' | 'stopped'; output: Json; error: Json };

/** What the journal keeps of the commands: replay must come to the same. Empty for none. */
export function digestOf(commands: Command[]): string {
  if (commands.length === 0) return '';
  return hash('sha1', JSON.stringify(commands), 'hex').slice(0, 16);
}

/** Address of a child under an incarnation. */
export function childAddress(parent: string, childId: string, inc: number): string {
  return `${parent}/${childId}.${inc}`;
}

/** What xstate hands to its action executor. */
export interface CollectedAction {
  type: string;
  params: unknown;
}

/** Turns one action into commands and keeps the record's children and timers in step. */
export function collect(record: ActorRecord, commands: Command[], action: CollectedAction): void {
  const key = () => `${record.address}@${record.seq}.${commands.length}`;
  const params = (action.params ?? {}) as Record<string, unknown>;
  switch (action.type) {
    case 'xstate.spawnChild':
      spawn(record, commands, params);
      break;
    case 'xstate.stopChild':
      stop(record, commands, params);
      break;
    case 'xstate.raise':
    case 'xstate.sendTo':
      send(record, commands, params, action.type, key());
      break;
    case 'xstate.cancel':
      cancel(record, commands, String(params.sendId));
      break;
    case 'tell':
      commands.push({
        type: 'send',
        to: String(params.to),
        key: key(),
        event: plain(params.event) as StoredEvent,
      });
      break;
    case 'xstate.emit':
    case 'xstate.log':
      break;
    default:
      throw new Error(`action '${action.type}' of ${record.machine} has no durable meaning`);
  }
}

function spawn(record: ActorRecord, commands: Command[], params: Record<string, unknown>): void {
  const { src, input, actorRef, systemId } = params;
  assert(typeof src === 'string', `${record.machine}: a child's src must be a name`);
  assert(systemId === undefined, `${record.machine}: systemId cannot be replayed`);
  const childId = (actorRef as AnyActorRef).id;
  record.spawnSeq += 1;
  record.childInc = { ...record.childInc, [childId]: record.spawnSeq };
  commands.push({ type: 'spawn', childId, inc: record.spawnSeq, src, input: plain(input) });
}

function stop(record: ActorRecord, commands: Command[], params: Record<string, unknown>): void {
  const childId = typeof params.id === 'string' ? params.id : null;
  const inc = childId === null ? undefined : record.childInc[childId];
  if (childId === null || inc === undefined) return;
  const { [childId]: _stopped, ...rest } = record.childInc;
  record.childInc = rest;
  commands.push({ type: 'stop', childId, inc, src: String(params.src) });
}

function send(
  record: ActorRecord,
  commands: Command[],
  params: Record<string, unknown>,
  kind: string,
  key: string,
): void {
  const event = plain(params.event) as StoredEvent;
  if (typeof params.delay === 'number') {
    assert(
      kind === 'xstate.raise',
      `${record.machine}: delayed messages to others are not durable yet`,
    );
    const timerId = typeof params.id === 'string' ? params.id : key;
    cancel(record, commands, timerId);
    record.timers = { ...record.timers, [timerId]: key };
    commands.push({ type: 'timer', timerId, key, delayMs: Math.max(0, params.delay), event });
    return;
  }
  if (kind === 'xstate.raise') return;
  const to = addressOf(record, params.to);
  if (to !== null) commands.push({ type: 'send', to, key, event });
}

function cancel(record: ActorRecord, commands: Command[], timerId: string): void {
  const key = record.timers[timerId];
  if (key === undefined) return;
  const { [timerId]: _cancelled, ...rest } = record.timers;
  record.timers = rest;
  commands.push({ type: 'cancel', key });
}

/** Null for a child that has finished: what is sent to it is dropped, as in xstate itself. */
function addressOf(record: ActorRecord, target: unknown): string | null {
  const ref = target as { id: string; sessionId: string };
  if (ref.sessionId === record.address || ref.sessionId === record.parent) return ref.sessionId;
  const inc = record.childInc[ref.id];
  return inc === undefined ? null : childAddress(record.address, ref.id, inc);
}

/** The end of an actor: no timer outlives it, and its parent is told. */
export function terminate(
  record: ActorRecord,
  commands: Command[],
  snapshot: AnyMachineSnapshot,
): void {
  for (const key of Object.values(record.timers)) commands.push({ type: 'cancel', key });
  record.timers = {};
  record.childInc = {};
  commands.push({
    type: 'terminate',
    status: snapshot.status as 'done' | 'error' | 'stopped',
    output: plain(snapshot.output),
    error: plain(snapshot.error),
  });
}

/** Plain JSON of anything a machine produces; undefined becomes null, errors their message. */
export function plain(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Error) return { message: value.message };
  return JSON.parse(JSON.stringify(value)) as Json;
}
