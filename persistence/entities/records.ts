/** What is recorded around the workflows; see migration 0004 for who writes what and why. */
import { defineEntity, p } from '@mikro-orm/core';

import type { StepName, WorkflowSettings } from '../../machines/vocabulary.ts';
import type { Json } from '../../runtime/ports.ts';

const RequestSchema = defineEntity({
  name: 'RequestRow',
  tableName: 'request',
  properties: {
    workflow: p.text().primary(),
    /** Out of the settings, because lists search and show them. */
    certificationName: p.text(),
    organizationId: p.text(),
    settings: p.json<WorkflowSettings>().columnType('json'),
  },
});
/** What a workflow was asked to do, without its learners' identities. */
export class RequestRow extends RequestSchema.class {}
RequestSchema.setClass(RequestRow);

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKeyRow',
  tableName: 'idempotency_key',
  properties: { key: p.text().primary(), workflow: p.text() },
});
/** Which workflow a client's Idempotency-Key first created. */
export class IdempotencyKeyRow extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKeyRow);

const LearnerSchema = defineEntity({
  name: 'LearnerRow',
  tableName: 'learner',
  properties: {
    workflow: p.text().primary(),
    id: p.text().primary(),
    wrappedKey: p.blob().nullable(),
    sealed: p.blob().nullable(),
  },
});
/** A learner's sealed identity; both blobs are null once it is forgotten. */
export class LearnerRow extends LearnerSchema.class {}
LearnerSchema.setClass(LearnerRow);

const ArtifactSchema = defineEntity({
  name: 'ArtifactRow',
  tableName: 'artifact',
  uniques: [{ properties: ['workflow', 'type', 'name', 'version'] }],
  properties: {
    id: p.text().primary(),
    number: p.bigint('number').autoincrement(),
    workflow: p.text(),
    step: p.text().$type<StepName>(),
    type: p.text(),
    name: p.text(),
    version: p.integer(),
    sha256: p.text(),
    bytes: p.bigint('number'),
    mime: p.text(),
    learner: p.text().nullable(),
    meta: p.json<Record<string, unknown>>().columnType('json'),
    createdAt: p.bigint('number'),
  },
});
/** One version of one output of a workflow. */
export class ArtifactRow extends ArtifactSchema.class {}
ArtifactSchema.setClass(ArtifactRow);

const UploadSchema = defineEntity({
  name: 'UploadRow',
  tableName: 'upload',
  properties: {
    id: p.text().primary(),
    number: p.bigint('number').autoincrement(),
    workflow: p.text().nullable().index(),
    title: p.text(),
    fileName: p.text(),
    mime: p.text(),
    sha256: p.text(),
    bytes: p.bigint('number'),
  },
});
/** A document somebody handed in. */
export class UploadRow extends UploadSchema.class {}
UploadSchema.setClass(UploadRow);

/** How far a write to the outside, or its undoing, has come. */
export type EffectState = 'planned' | 'done' | 'failed' | 'compensating' | 'compensated' | 'kept';

const EffectSchema = defineEntity({
  name: 'EffectRow',
  tableName: 'effect',
  indexes: [{ properties: ['workflow', 'step'] }],
  properties: {
    key: p.text().primary(),
    number: p.bigint('number').autoincrement(),
    workflow: p.text(),
    step: p.text().$type<StepName>(),
    call: p.text(),
    state: p.text().$type<EffectState>(),
    plannedId: p.text().nullable(),
    ref: p.json<Record<string, unknown>>().columnType('json').nullable(),
    at: p.bigint('number'),
    /** Where an unfinished upload goes on; read by `upload-sessions.ts` alone. */
    sealedSession: p.blob().nullable().lazy(),
    sessionOffset: p.bigint('number').nullable().lazy(),
  },
});
/** One write to the outside, planned before it is made. */
export class EffectRow extends EffectSchema.class {}
EffectSchema.setClass(EffectRow);

const AuditSchema = defineEntity({
  name: 'AuditRow',
  tableName: 'audit',
  properties: {
    tenant: p.text().primary(),
    seq: p.integer().primary().autoincrement(false),
    atUs: p.bigint('number'),
    actor: p.text(),
    action: p.text(),
    subject: p.text(),
    detail: p.json<Json>().columnType('json'),
    prev: p.text(),
    hash: p.text(),
  },
});
/** One link of a tenant's audit chain. */
export class AuditRow extends AuditSchema.class {}
AuditSchema.setClass(AuditRow);

export const RECORD_ENTITIES = [
  RequestRow,
  IdempotencyKeyRow,
  LearnerRow,
  ArtifactRow,
  UploadRow,
  EffectRow,
  AuditRow,
];
