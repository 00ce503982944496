/** What is said between us and the rendering program: jobs, their events, and what it can do. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** One film as the program is asked for it. Slides are named by the hash they were uploaded under. */
export interface Job {
  script: {
    segments: {
      slideId: string;
      text: string;
      lang: string;
      pauseMs?: number;
      /** What the voice says, and for each of its words the index of the written word it stands for. */
      spoken?: { text: string; words: number[] };
    }[];
    lexicon: { term: string; say: string }[];
  };
  slides: { id: string; sha256: string }[];
  presenter: string;
  voice: string;
  framing?: 'portrait' | 'studio';
  /** `reduced` holds head and eyes still, for people whom movement makes unwell. */
  motion?: 'full' | 'reduced';
  profile: {
    w: number;
    h: number;
    fps: number;
    panel: { x: number; y: number; w: number; h: number };
    quality: 'draft' | 'standard' | 'high';
  };
  backend: string;
  deadlineMs: number;
  label: string;
}

/** A job as bytes and as a name: the same for every attempt, so that none is rendered twice. */
export interface NamedJob {
  id: string;
  body: string;
}

/** The name is the first 40 hex digits of the body's SHA-256. */
export function nameJob(job: Job): NamedJob {
  const body = JSON.stringify(job);
  return { id: createHash('sha256').update(body).digest('hex').slice(0, 40), body };
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const degraded = z.object({ from: z.string(), to: z.string(), reason: z.string() });
const artifact = z.object({ name: z.string(), sha256, size: z.number().int().min(0) });
const failed = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });

/** One line of the stream of events. `seq` counts from 1 without a gap. */
export const jobEvent = z.object({
  seq: z.number().int().min(1),
  stage: z.string().optional(),
  framesDone: z.number().optional(),
  framesTotal: z.number().optional(),
  degraded: degraded.optional(),
  done: z.object({ artifacts: z.array(artifact) }).optional(),
  failed: failed.optional(),
});
export type JobEvent = z.infer<typeof jobEvent>;

/** Where a job stands, for whoever lost sight of it. */
export const jobStatus = z.object({
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  stage: z.string().default(''),
  progress: z.number().default(0),
  seq: z.number().int().default(0),
});
export type JobStatus = z.infer<typeof jobStatus>;

/** The answer to a job: its newest event, and the one after which its present run begins. */
export const accepted = z.object({
  seq: z.number().int().min(0).default(0),
  from: z.number().int().min(0).default(0),
});
export type Accepted = z.infer<typeof accepted>;

export const capabilities = z.object({
  backends: z.array(z.string()),
  voices: z.array(z.string()).default([]),
  device: z.string().default(''),
});
export type Capabilities = z.infer<typeof capabilities>;

/** What the program measured on the finished file; refused unless every check held. */
export const renderReport = z.object({
  frames: z.number().int().min(1),
  fps: z.number().gt(0),
  duration: z.number().gt(0),
  backend: z.string(),
  avOffsetMs: z.number().nullish(),
  closuresVisible: z.number().nullish(),
  mouthCorrelation: z.number().nullish(),
  mouthCorrelationShuffled: z.number().nullish(),
  realtimeFactor: z.number().nullish(),
  degraded: z.array(degraded).default([]),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean() })).default([]),
});
export type RenderReport = z.infer<typeof renderReport>;

/** Seconds at which each slide appears. */
export const timings = z.object({
  slides: z.array(z.object({ id: z.string(), t0: z.number() })),
});

export type Degradation = z.infer<typeof degraded>;
export type JobArtifact = z.infer<typeof artifact>;
export type JobFailure = z.infer<typeof failed>;
