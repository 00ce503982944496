/** The item bank and learners' visits; see migration 0012. */
import { defineEntity, p } from '@mikro-orm/core';

import type { Json } from '../../runtime/ports.ts';

const BankItemSchema = defineEntity({
  name: 'BankItemRow',
  tableName: 'bank_item',
  indexes: [{ properties: ['certification', 'domain'] }, { properties: ['updatedAt', 'id'] }],
  properties: {
    id: p.text().primary(),
    number: p.bigint('number').autoincrement(),
    certification: p.text(),
    /** Id the question had in the set it came from. */
    origin: p.text(),
    domain: p.text(),
    objective: p.text().nullable(),
    difficulty: p.text().nullable(),
    type: p.text(),
    stem: p.text(),
    state: p.text(),
    version: p.integer(),
    hash: p.text().index(),
    authors: p.json<string[]>().columnType('json'),
    verified: p.boolean(),
    responses: p.integer(),
    correct: p.integer(),
    createdAt: p.bigint('number'),
    updatedAt: p.bigint('number'),
  },
});
/** A question as it stands now. */
export class BankItemRow extends BankItemSchema.class {}
BankItemSchema.setClass(BankItemRow);

const BankVersionSchema = defineEntity({
  name: 'BankVersionRow',
  tableName: 'bank_version',
  properties: {
    item: p.text().primary(),
    version: p.integer().primary().autoincrement(false),
    hash: p.text().index(),
    content: p.json<Json>().columnType('json'),
    verified: p.boolean(),
    flaws: p.json<string[]>().columnType('json'),
    author: p.text(),
    at: p.bigint('number'),
    reason: p.text(),
  },
});
/** One wording of a question; never changed. */
export class BankVersionRow extends BankVersionSchema.class {}
BankVersionSchema.setClass(BankVersionRow);

const BankEventSchema = defineEntity({
  name: 'BankEventRow',
  tableName: 'bank_event',
  properties: {
    item: p.text().primary(),
    number: p.integer().primary().autoincrement(false),
    at: p.bigint('number'),
    actor: p.text(),
    action: p.text(),
    version: p.integer(),
    fromState: p.text().nullable(),
    toState: p.text().nullable(),
    workflow: p.text().nullable(),
    comment: p.text(),
  },
});
/** A line of a question's history. */
export class BankEventRow extends BankEventSchema.class {}
BankEventSchema.setClass(BankEventRow);

const BankUseSchema = defineEntity({
  name: 'BankUseRow',
  tableName: 'bank_use',
  properties: {
    workflow: p.text().primary(),
    setItem: p.text().primary(),
    item: p.text().index(),
    version: p.integer(),
    at: p.bigint('number'),
    figures: p.json<Json>().columnType('json').nullable(),
    measuredAt: p.bigint('number').nullable(),
  },
});
/** A workflow that asks a question, and how its cohort answered. */
export class BankUseRow extends BankUseSchema.class {}
BankUseSchema.setClass(BankUseRow);

const LearnerVisitSchema = defineEntity({
  name: 'LearnerVisitRow',
  tableName: 'learner_visit',
  properties: {
    workflow: p.text().primary(),
    learner: p.text().primary(),
    what: p.text().primary(),
    firstAt: p.bigint('number'),
    lastAt: p.bigint('number'),
    count: p.integer(),
  },
});
/** When a learner opened their page, their deck or a video. */
export class LearnerVisitRow extends LearnerVisitSchema.class {}
LearnerVisitSchema.setClass(LearnerVisitRow);

export const BANK_ENTITIES = [
  BankItemRow,
  BankVersionRow,
  BankEventRow,
  BankUseRow,
  LearnerVisitRow,
];
