/** Just enough of the actor ports in memory for the avatar and notification rooms. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import type {
  ActorPorts,
  Artifact,
  Effect,
  LearnerIdentity,
  WorkflowSettings,
} from '../../../actors/ports.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import { memoryIndex } from '../memory-index.ts';

export interface MemoryPorts extends ActorPorts {
  stored: Artifact[];
  effects: Map<string, Effect>;
  logged: string[];
}

/** Ports whose artefacts, ledger rows and log lines a test can look at. */
export function memoryPorts(scratch: string, learners: LearnerIdentity[] = []): MemoryPorts {
  const stored: Artifact[] = [];
  const bytesOf = new Map<string, Buffer>();
  const effects = new Map<string, Effect>();
  const logged: string[] = [];
  const write = (fields: object, message: string) => {
    logged.push(`${JSON.stringify(fields)} ${message}`);
  };
  const newest = (type: string, name?: string) =>
    stored.filter((one) => one.type === type && (name === undefined || one.name === name)).at(-1);
  return {
    stored,
    effects,
    logged,
    scratch,
    now: () => Date.UTC(2026, 0, 15, 9, 30),
    collected: memoryIndex(),
    log: { info: write, warn: write, error: write },
    artifacts: {
      async put(what, source) {
        const bytes = 'file' in source ? readFileSync(source.file) : Buffer.from(source);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const before = newest(what.type, what.name);
        if (before?.sha256 === sha256) return before;
        bytesOf.set(sha256, bytes);
        const artifact: Artifact = {
          ...what,
          id: `artifact-${stored.length + 1}`,
          version: (before?.version ?? 0) + 1,
          sha256,
          bytes: bytes.length,
          learner: what.learner ?? null,
          meta: what.meta ?? {},
          created_at: 0,
        };
        stored.push(artifact);
        return artifact;
      },
      latest: async (_workflow, type, name) => newest(type, name) ?? null,
      list: async (_workflow, type) => stored.filter((one) => !type || one.type === type),
      get: async (id) => stored.find((one) => one.id === id) ?? null,
      read: async ({ sha256 }) => bytesOf.get(sha256) ?? Buffer.alloc(0),
    },
    vault: {
      open: async (_workflow, ids) =>
        new Map(learners.filter(({ id }) => ids.includes(id)).map((one) => [one.id, one])),
    },
    ledger: {
      get: async (key) => effects.get(key) ?? null,
      async plan({ key, workflow, step, call, planned_id }) {
        const row = effects.get(key);
        if (row) return { ...row };
        const planned = planned_id ?? null;
        const effect: Effect = {
          key,
          workflow,
          step,
          call,
          state: 'planned',
          planned_id: planned,
          ref: null,
          at: 0,
        };
        effects.set(key, effect);
        return { ...effect };
      },
      async settle(key, state, ref) {
        const row = effects.get(key);
        if (!row) throw new Error(`nothing planned as ${key}`);
        effects.set(key, { ...row, state, ref: ref ?? row.ref });
      },
      ofStep: async () => [...effects.values()].reverse(),
      ofWorkflow: async () => [...effects.values()],
    },
    links: {
      form: (workflow, learner, form) => `http://127.0.0.1/f/${workflow}-${learner}-${form}`,
      share: (workflow, learner) => `http://127.0.0.1/d/${workflow}-${learner}`,
      learner: (workflow, learner) => `http://127.0.0.1/learn/${workflow}-${learner}`,
      upload: (workflow) => `http://127.0.0.1/u/${workflow}`,
      workflow: (workflow) => `http://127.0.0.1/w/${workflow}`,
    },
    uploads: { get: async () => [], addedTo: async () => [] },
    blobs: {
      put: async () => ({ sha256: '', bytes: 0 }),
      putFile: async (path) => ({ sha256: '', bytes: existsSync(path) ? 1 : 0 }),
      read: async (sha256) => bytesOf.get(sha256) ?? Buffer.alloc(0),
      path: (sha256) => sha256,
    },
  };
}

export function settings(patch: Partial<WorkflowSettings> = {}): WorkflowSettings {
  const policy = { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' as const };
  return {
    certification_name: 'Harbour Pilot Basics',
    organization_id: 'north-harbour',
    user_profile_id: 'educator-1',
    industry_context: 'Ports',
    domains: [
      { name: 'Mooring', weight: 50, objectives: ['Lines', 'Fenders', 'Bollards', 'Tides'] },
      { name: 'Radio', weight: 50, objectives: [] },
    ],
    documents: [],
    learners: ['learner-1', 'learner-2'],
    form_templates: [],
    assessment: { question_count: 5, difficulty_levels: [], timeout_hours: 24, pass_mark: 0.7 },
    knowledge: { timeout_minutes: 30 },
    presentation: { max_slides: 12 },
    avatar: { enabled: true, presenter: '', voice: '', max_topics: 2 },
    checkpoints: { questions: policy, gaps: policy, scripts: policy, release: policy },
    ...patch,
  };
}

export function activityRun(key = 'w1/call.1', signal = new AbortController().signal): ActivityRun {
  return {
    key,
    src: 'perform',
    input: null,
    attempt: 1,
    root: 'w1',
    owner: 'w1',
    signal,
    progress: () => undefined,
  };
}
