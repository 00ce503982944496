/** Letters to reviewers; see migration 0010. */
import { defineEntity, p } from '@mikro-orm/core';

const ReviewLetterSchema = defineEntity({
  name: 'ReviewLetterRow',
  tableName: 'review_letter',
  properties: { key: p.text().primary(), sentAt: p.bigint('number') },
});
/** A letter that went out. */
export class ReviewLetterRow extends ReviewLetterSchema.class {}
ReviewLetterSchema.setClass(ReviewLetterRow);

export const REVIEW_ENTITIES = [ReviewLetterRow];
