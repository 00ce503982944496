/** The figures of questions and of the whole test, as the result of a workflow carries them. */
import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Classical figures of one question. */
export const itemStatistics = z.strictObject({
  item: z.string(),
  n: z.number().int(),
  facility: share.nullable(),
  facility_interval: z.tuple([share, share]).nullable(),
  discrimination: z.number().nullable(),
  option_counts: z.array(z.number().int()),
  flags: z.array(z.string()),
  omitted: z.number().int().optional(),
  upper_minus_lower: z.number().min(-1).max(1).nullable().optional(),
  option_rest_means: z.array(z.number().nullable()).optional(),
});

/** Classical figures of the whole test. */
export const testStatistics = z.strictObject({
  n: z.number().int(),
  items: z.number().int(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  sd: z.number().nullable(),
  skewness: z.number().nullable(),
  kurtosis: z.number().nullable(),
  kr20: z.number().nullable(),
  standard_error: z.number().nullable(),
  scores: z.array(z.number().int()).nullable(),
});

/** Questions and learners on one scale. */
export const itemResponse = z.strictObject({
  model: z.enum(['regularised_2pl', '2pl']),
  n: z.number().int(),
  log_likelihood: z.number(),
  iterations: z.number().int(),
  items: z.array(
    z.strictObject({
      item: z.string(),
      slope: z.number(),
      slope_error: z.number().nullable(),
      difficulty: z.number().nullable(),
      difficulty_error: z.number().nullable(),
    }),
  ),
  left_out: z.array(z.strictObject({ item: z.string(), reason: z.string() })),
  learners: z.array(
    z.strictObject({ learner: z.string(), ability: z.number(), standard_error: z.number() }),
  ),
  information: z.array(
    z.strictObject({ ability: z.number(), information: z.number(), standard_error: z.number() }),
  ),
  reliability: share,
});
