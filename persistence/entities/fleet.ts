/** What the list of workflows reads and what people keep of it; see migration 0009. */
import { defineEntity, p } from '@mikro-orm/core';

import type { Json } from '../../runtime/ports.ts';

const WorkflowListSchema = defineEntity({
  name: 'WorkflowListRow',
  tableName: 'workflow',
  indexes: [
    { properties: ['updatedAt', 'id'] },
    { properties: ['createdAt', 'id'] },
    { properties: ['nameKey', 'id'] },
    { properties: ['progress', 'id'] },
    { properties: ['status', 'updatedAt'] },
  ],
  properties: {
    id: p.text().primary(),
    name: p.text(),
    nameKey: p.text(),
    organization: p.text(),
    status: p.text(),
    step: p.text().nullable(),
    progress: p.double(),
    waitsFor: p.text().nullable(),
    seq: p.integer(),
    createdAt: p.bigint('number'),
    updatedAt: p.bigint('number'),
  },
});
/** One workflow in the list; written by the database's triggers alone. */
export class WorkflowListRow extends WorkflowListSchema.class {}
WorkflowListSchema.setClass(WorkflowListRow);

const SavedViewSchema = defineEntity({
  name: 'SavedViewRow',
  tableName: 'saved_view',
  properties: {
    person: p.text().primary(),
    name: p.text().primary(),
    query: p.text(),
    createdAt: p.bigint('number'),
  },
});
/** A filter that a person gave a name. */
export class SavedViewRow extends SavedViewSchema.class {}
SavedViewSchema.setClass(SavedViewRow);

const BulkActionSchema = defineEntity({
  name: 'BulkActionRow',
  tableName: 'bulk_action',
  properties: {
    id: p.text().primary(),
    person: p.text(),
    action: p.text(),
    filter: p.json<Json>().columnType('json'),
    total: p.integer(),
    createdAt: p.bigint('number'),
    endedAt: p.bigint('number').nullable(),
    heldUntil: p.bigint('number'),
  },
});
/** One action on many workflows; `heldUntil` keeps two processes from doing it at once. */
export class BulkActionRow extends BulkActionSchema.class {}
BulkActionSchema.setClass(BulkActionRow);

const BulkItemSchema = defineEntity({
  name: 'BulkItemRow',
  tableName: 'bulk_item',
  indexes: [
    {
      name: 'bulk_item_open_index',
      properties: ['bulk', 'workflow'],
      where: 'outcome is null',
    },
  ],
  properties: {
    bulk: p.text().primary(),
    workflow: p.text().primary(),
    outcome: p.text().nullable(),
    batch: p.integer().nullable(),
  },
});
/** One workflow of a bulk action. */
export class BulkItemRow extends BulkItemSchema.class {}
BulkItemSchema.setClass(BulkItemRow);

export const FLEET_ENTITIES = [WorkflowListRow, SavedViewRow, BulkActionRow, BulkItemRow];
