/** Shapes of what is asked of the item bank. */
import { z } from 'zod';
import { parse } from './schemas.ts';

export { parse };

const text = (max: number) => z.string().max(max);
const optional = text(300)
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** Query of the list: an empty filter is none. */
export const bankQuery = z.strictObject({
  q: optional,
  state: optional,
  certification: optional,
  domain: optional,
  objective: optional,
  difficulty: optional,
  type: optional,
  verified: z
    .enum(['true', 'false', ''])
    .transform((value) => (value === '' ? undefined : value === 'true'))
    .optional(),
  workflow: optional,
  sort: z.enum(['updated', 'domain', 'facility', 'responses']).default('updated'),
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const bankEdit = z
  .strictObject({
    base_version: z.int().min(1),
    reason: text(2000).trim().min(1, 'say in a few words why'),
    domain: text(300).exactOptional(),
    objective: text(300).nullable().exactOptional(),
    difficulty: z.enum(['beginner', 'intermediate', 'advanced']).nullable().exactOptional(),
    stem: text(4000).exactOptional(),
    options: z.array(text(2000)).max(12).exactOptional(),
    key: z.int().min(0).max(11).exactOptional(),
    rationale: text(4000).exactOptional(),
  })
  .refine(({ base_version: _, reason: __, ...edit }) => Object.keys(edit).length > 0, {
    message: 'names nothing to change',
  });

export const bankMove = z.strictObject({
  to: z.enum(['draft', 'reviewed', 'active', 'retired']),
  version: z.int().min(1),
  comment: text(2000).default(''),
});
