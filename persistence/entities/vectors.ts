/** Vectors of texts; see migration 0025. */
import { defineEntity, p } from '@mikro-orm/core';

const TextVectorSchema = defineEntity({
  name: 'TextVectorRow',
  tableName: 'text_vector',
  properties: {
    model: p.text().primary(),
    sha256: p.text().primary(),
    vector: p.text(),
  },
});
/** One vector. */
export class TextVectorRow extends TextVectorSchema.class {}
TextVectorSchema.setClass(TextVectorRow);

export const VECTOR_ENTITIES = [TextVectorRow];
