/** Answers while they are collected; see migration 0016. Written by `response-index.ts`. */
import { defineEntity, p } from '@mikro-orm/core';

const CollectedFormSchema = defineEntity({
  name: 'CollectedFormRow',
  tableName: 'collected_form',
  properties: {
    form: p.text().primary(),
    workflow: p.text(),
    cursor: p.bigint('number').nullable(),
  },
});
/** A form that is being answered: whose it is, and until when its answers have been read. */
export class CollectedFormRow extends CollectedFormSchema.class {}
CollectedFormSchema.setClass(CollectedFormRow);

const CollectedResponseSchema = defineEntity({
  name: 'CollectedResponseRow',
  tableName: 'collected_response',
  indexes: [{ properties: ['workflow', 'learner'] }],
  properties: {
    form: p.text().primary(),
    response: p.text().collation('C').primary(),
    workflow: p.text(),
    learner: p.text().nullable(),
    submittedAt: p.bigint('number'),
    answers: p.blob(),
  },
});
/** The newest version of one response; `answers` are sealed. */
export class CollectedResponseRow extends CollectedResponseSchema.class {}
CollectedResponseSchema.setClass(CollectedResponseRow);

export const RESPONSE_ENTITIES = [CollectedFormRow, CollectedResponseRow];
