/** What learners' pages keep between visits; see migration 0018. */
import { defineEntity, p } from '@mikro-orm/core';

const FormDraftSchema = defineEntity({
  name: 'FormDraftRow',
  tableName: 'form_draft',
  properties: {
    form: p.text().primary(),
    respondent: p.text().primary(),
    answers: p.json<Record<string, string>>().columnType('jsonb'),
    savedAt: p.bigint('number'),
  },
});
/** Answers of somebody who has not handed them in yet. */
export class FormDraftRow extends FormDraftSchema.class {}
FormDraftSchema.setClass(FormDraftRow);

const LinkWishSchema = defineEntity({
  name: 'LinkWishRow',
  tableName: 'link_wish',
  properties: {
    workflow: p.text().primary(),
    learner: p.text().primary(),
    kind: p.text().primary(),
    firstAt: p.bigint('number'),
    lastAt: p.bigint('number'),
    times: p.integer(),
    settledAt: p.bigint('number').nullable(),
  },
});
/** A learner's link had ended, and they asked for a new one. */
export class LinkWishRow extends LinkWishSchema.class {}
LinkWishSchema.setClass(LinkWishRow);

const LinkIssueSchema = defineEntity({
  name: 'LinkIssueRow',
  tableName: 'link_issue',
  properties: {
    workflow: p.text().primary(),
    learner: p.text().primary(),
    issue: p.integer(),
    at: p.bigint('number'),
  },
});
/** A learner's links of an issue before this one have been taken back. */
export class LinkIssueRow extends LinkIssueSchema.class {}
LinkIssueSchema.setClass(LinkIssueRow);

export const PAGE_ENTITIES = [FormDraftRow, LinkWishRow, LinkIssueRow];
