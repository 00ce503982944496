/**
 * The runtime's tables as entities: for the schema check and for reading. The store writes them
 * with its own statement, because a unit of work cannot fence.
 */
import { defineEntity, p } from '@mikro-orm/core';

import type { Failure } from '../../runtime/errors.ts';
import type {
  ActorStatus,
  JournalKind,
  Json,
  LetterResolution,
  StoredEvent,
} from '../../runtime/ports.ts';

const ActorSchema = defineEntity({
  name: 'Actor',
  tableName: 'actor',
  indexes: [
    { properties: ['machine', 'status'] },
    { name: 'actor_stuck_index', properties: ['address'], where: 'stuck' },
  ],
  properties: {
    id: p.bigint('number').primary(),
    address: p.text().unique(),
    root: p.text().index(),
    parent: p.text().nullable(),
    idInParent: p.text().nullable(),
    inc: p.integer(),
    machine: p.text(),
    version: p.text(),
    status: p.text().$type<ActorStatus>(),
    value: p.json<Json>().nullable(),
    viewStatus: p.text(),
    viewStep: p.text().nullable(),
    viewProgress: p.double(),
    seq: p.integer(),
    turn: p.text(),
    stuck: p.boolean(),
    createdAt: p.bigint('number'),
    updatedAt: p.bigint('number'),
  },
});
/** One durable actor's present state, without its snapshot. */
export class Actor extends ActorSchema.class {}
ActorSchema.setClass(Actor);

const SnapshotSchema = defineEntity({
  name: 'Snapshot',
  tableName: 'snapshot',
  properties: {
    actor: p.bigint('number').primary().autoincrement(false),
    seq: p.integer(),
    data: p.json<Json>().columnType('json'),
    checksum: p.bigint('number').nullable(),
  },
});
/** The newest stored state of an actor; the journal after `seq` leads from it to the present. */
export class Snapshot extends SnapshotSchema.class {}
SnapshotSchema.setClass(Snapshot);

const JournalSchema = defineEntity({
  name: 'Journal',
  tableName: 'journal',
  uniques: [
    {
      name: 'journal_event_unique',
      properties: ['actor', 'eventId'],
      where: '"event_id" is not null',
    },
  ],
  properties: {
    actor: p.bigint('number').primary().autoincrement(false),
    seq: p.integer().primary().autoincrement(false),
    at: p.bigint('number'),
    kind: p.text().$type<JournalKind>(),
    eventId: p.text().nullable(),
    event: p.json<StoredEvent>().columnType('json'),
    digest: p.text(),
    value: p.json<Json>().columnType('json').nullable(),
    trace: p.text().nullable(),
  },
});
/** One consumed event. */
export class Journal extends JournalSchema.class {}
JournalSchema.setClass(Journal);

const InboxSchema = defineEntity({
  name: 'Inbox',
  tableName: 'inbox',
  uniques: [{ properties: ['address', 'eventId'] }],
  properties: {
    id: p.bigint('number').primary(),
    address: p.text(),
    eventId: p.text(),
    event: p.json<StoredEvent>().columnType('json'),
    due: p.bigint('number').index(),
    timer: p.text().nullable(),
    trace: p.text().nullable(),
  },
});
/** A message or timer on its way to an actor, which may not exist yet. */
export class Inbox extends InboxSchema.class {}
InboxSchema.setClass(Inbox);

const ActivitySchema = defineEntity({
  name: 'Activity',
  tableName: 'activity',
  properties: {
    id: p.bigint('number').autoincrement(),
    key: p.text().primary(),
    owner: p.text(),
    root: p.text(),
    childId: p.text(),
    inc: p.integer(),
    src: p.text(),
    input: p.json<Json>().columnType('json').nullable(),
    attempt: p.integer(),
    trace: p.text().nullable(),
    node: p.text().nullable(),
    boot: p.integer().nullable(),
  },
});
/** An unfinished external call. */
export class Activity extends ActivitySchema.class {}
ActivitySchema.setClass(Activity);

const DeadLetterSchema = defineEntity({
  name: 'DeadLetterRow',
  tableName: 'dead_letter',
  properties: {
    id: p.bigint('number').primary(),
    address: p.text().index(),
    eventId: p.text(),
    event: p.json<StoredEvent>().columnType('json').nullable(),
    error: p.json<Failure>().columnType('json'),
    at: p.bigint('number'),
    attempts: p.integer().default(1),
    resolution: p.text().$type<LetterResolution>().nullable(),
    resolvedBy: p.text().nullable(),
    resolvedAt: p.bigint('number').nullable(),
  },
});
/** What stopped one actor, and what a person decided about it. */
export class DeadLetterRow extends DeadLetterSchema.class {}
DeadLetterSchema.setClass(DeadLetterRow);

const NodeSchema = defineEntity({
  name: 'Node',
  tableName: 'node',
  properties: {
    id: p.text().primary(),
    boot: p.integer(),
    expires: p.bigint('number'),
  },
});
/** A process that shares the database, and until when it is taken to be alive. */
export class Node extends NodeSchema.class {}
NodeSchema.setClass(Node);

const MachineVersionSchema = defineEntity({
  name: 'MachineVersionRow',
  tableName: 'machine_version',
  properties: {
    machine: p.text().primary(),
    version: p.text().primary(),
    definition: p.json<Json>().columnType('json'),
    chart: p.json<Json>().columnType('json'),
    firstSeenAt: p.bigint('number'),
  },
});
/** What a machine version looked like, kept after its code is gone. */
export class MachineVersionRow extends MachineVersionSchema.class {}
MachineVersionSchema.setClass(MachineVersionRow);
