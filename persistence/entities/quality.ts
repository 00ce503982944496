/** Judgements of quality; see migration 0024. */
import { defineEntity, p } from '@mikro-orm/core';

const QualityVerdictSchema = defineEntity({
  name: 'QualityVerdictRow',
  tableName: 'quality_verdict',
  indexes: [
    { name: 'quality_verdict_workflow', properties: ['workflow', 'at'] },
    { name: 'quality_verdict_at', properties: ['at', 'key'] },
  ],
  properties: {
    key: p.text().primary(),
    workflow: p.text(),
    certificationName: p.text(),
    moment: p.text(),
    at: p.bigint('number'),
    score: p.double(),
    complianceStatus: p.text(),
    categories: p.json(),
    rules: p.json(),
  },
});
/** One judgement. */
export class QualityVerdictRow extends QualityVerdictSchema.class {}
QualityVerdictSchema.setClass(QualityVerdictRow);

export const QUALITY_ENTITIES = [QualityVerdictRow];
