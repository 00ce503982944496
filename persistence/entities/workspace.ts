/**
 * The local workspace's tables as entities: for the schema check and for reading. They are written
 * by `workspace-store.ts`.
 */
import { defineEntity, p } from '@mikro-orm/core';

import type { Json } from '../../runtime/ports.ts';

const WorkspaceFileSchema = defineEntity({
  name: 'WorkspaceFile',
  tableName: 'ws_file',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    mime: p.text(),
    parent: p.text().nullable().index(),
    sha256: p.text().fieldName('sha256').nullable(),
    md5: p.text().fieldName('md5').nullable(),
    bytes: p.bigint('number').nullable(),
    properties: p.json<Record<string, string>>().columnType('json'),
    tag: p.text().nullable().index(),
    trashed: p.boolean(),
    explicitlyTrashed: p.boolean(),
    shownAs: p.text().nullable(),
    createdAt: p.bigint('number'),
    modifiedAt: p.bigint('number'),
  },
});
/** A file, folder or form of the local drive; `tag` is its property `pg`, to be found by. */
export class WorkspaceFile extends WorkspaceFileSchema.class {}
WorkspaceFileSchema.setClass(WorkspaceFile);

const WorkspacePermissionSchema = defineEntity({
  name: 'WorkspacePermission',
  tableName: 'ws_permission',
  properties: {
    file: p.text().primary(),
    id: p.text().primary(),
    type: p.text(),
    role: p.text(),
    address: p.text().nullable(),
    view: p.text().nullable(),
  },
});
/** Who may read a file. Addresses are made of learner ids; real ones never come here. */
export class WorkspacePermission extends WorkspacePermissionSchema.class {}
WorkspacePermissionSchema.setClass(WorkspacePermission);

const WorkspaceFormSchema = defineEntity({
  name: 'WorkspaceForm',
  tableName: 'ws_form',
  properties: {
    id: p.text().primary(),
    link: p.text().unique(),
    title: p.text(),
    description: p.text(),
    revision: p.integer(),
    items: p.json<Json>().columnType('json'),
    settings: p.json<Json>().columnType('json'),
    published: p.boolean(),
    accepting: p.boolean(),
  },
});
/** A form; its file row has the same id. */
export class WorkspaceForm extends WorkspaceFormSchema.class {}
WorkspaceFormSchema.setClass(WorkspaceForm);

const WorkspaceResponseSchema = defineEntity({
  name: 'WorkspaceResponse',
  tableName: 'ws_response',
  uniques: [{ properties: ['form', 'respondent'] }],
  indexes: [{ properties: ['form', 'createdAt', 'id'] }],
  properties: {
    id: p.text().collation('C').primary(),
    form: p.text(),
    respondent: p.text(),
    answers: p.json<Record<string, string[]>>().columnType('json'),
    createdAt: p.bigint('number'),
    submittedAt: p.bigint('number'),
  },
});
/** One learner's answers to one form. */
export class WorkspaceResponse extends WorkspaceResponseSchema.class {}
WorkspaceResponseSchema.setClass(WorkspaceResponse);

const WorkspaceSubmissionSchema = defineEntity({
  name: 'WorkspaceSubmission',
  tableName: 'ws_submission',
  properties: {
    token: p.text().primary(),
    form: p.text(),
    respondent: p.text(),
  },
});
/** A submission that was counted; the same token again changes nothing. */
export class WorkspaceSubmission extends WorkspaceSubmissionSchema.class {}
WorkspaceSubmissionSchema.setClass(WorkspaceSubmission);

const WorkspaceUploadSchema = defineEntity({
  name: 'WorkspaceUpload',
  tableName: 'ws_upload',
  properties: {
    id: p.text().primary(),
    mime: p.text(),
    total: p.bigint('number').nullable(),
    metadata: p.json<Json>().columnType('json'),
    createdAt: p.bigint('number').index(),
    file: p.text().nullable(),
  },
});
/** A resumable upload: under way, or finished as `file`. */
export class WorkspaceUpload extends WorkspaceUploadSchema.class {}
WorkspaceUploadSchema.setClass(WorkspaceUpload);

const WorkspaceChangeSchema = defineEntity({
  name: 'WorkspaceChange',
  tableName: 'ws_change',
  properties: {
    position: p.bigint('number').primary().autoincrement(),
    file: p.text(),
    removed: p.boolean(),
    at: p.bigint('number'),
  },
});
/** One entry of the drive's log of changes. */
export class WorkspaceChange extends WorkspaceChangeSchema.class {}
WorkspaceChangeSchema.setClass(WorkspaceChange);

const WorkspaceWatchSchema = defineEntity({
  name: 'WorkspaceWatch',
  tableName: 'ws_watch',
  properties: {
    form: p.text().primary(),
    id: p.text().primary(),
    eventType: p.text(),
    topic: p.text(),
    state: p.text(),
    errorType: p.text().nullable(),
    createdAt: p.bigint('number'),
    expiresAt: p.bigint('number'),
  },
});
/** Somebody's wish to be told of what happens to a form. */
export class WorkspaceWatch extends WorkspaceWatchSchema.class {}
WorkspaceWatchSchema.setClass(WorkspaceWatch);

/** Every entity of the local workspace. */
export const WORKSPACE_ENTITIES = [
  WorkspaceFile,
  WorkspacePermission,
  WorkspaceForm,
  WorkspaceResponse,
  WorkspaceSubmission,
  WorkspaceUpload,
  WorkspaceChange,
  WorkspaceWatch,
];
