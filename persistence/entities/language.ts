/** Calls to language models; see migration 0021. */
import { defineEntity, p } from '@mikro-orm/core';

const LanguageCallSchema = defineEntity({
  name: 'LanguageCallRow',
  tableName: 'language_call',
  indexes: [{ name: 'language_call_workflow', properties: ['workflow', 'at'] }],
  properties: {
    key: p.text().primary(),
    workflow: p.text(),
    round: p.integer(),
    purpose: p.text(),
    item: p.text().nullable(),
    model: p.text(),
    at: p.bigint('number'),
    outcome: p.text(),
    promptTokens: p.integer().nullable(),
    completionTokens: p.integer().nullable(),
    cachedTokens: p.integer().nullable(),
    tokens: p.integer(),
    cost: p.double().nullable(),
    value: p.json().nullable(),
  },
});
/** One call and what it was answered. */
export class LanguageCallRow extends LanguageCallSchema.class {}
LanguageCallSchema.setClass(LanguageCallRow);

export const LANGUAGE_ENTITIES = [LanguageCallRow];
