/** A workspace with everything it needs, in a temporary folder, every exchange recorded. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type {
  ActorPorts,
  Artifact,
  Artifacts,
  Blobs,
  Effect,
  EffectLedger,
  LearnerIdentity,
  ResponseIndex,
} from '../../actors/ports.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import {
  createLocalWorkspace,
  type FaultRule,
  type LocalWorkspace,
  type ResponseNotice,
} from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import type { ToPdf } from '../../actors/workspace/local/office.ts';
import type { LocalWorkspaceStore } from '../../actors/workspace/local/store.ts';
import type { Workspace, Write } from '../../actors/workspace/port.ts';
import type { Parts } from '../../actors/workspace/resumable.ts';
import type { UploadSessions } from '../../actors/workspace/upload-session.ts';
import type { StepName, WorkflowSettings } from '../../machines/vocabulary.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import { memoryIndex } from './memory-index.ts';
import { type RecordedExchange, watched } from './workspace-observer.ts';

export type { RecordedExchange } from './workspace-observer.ts';

export interface Rig {
  /** Id of the workflow whose writes it makes. */
  workflow: string;
  dir: string;
  store: LocalWorkspaceStore;
  local: LocalWorkspace;
  workspace: Workspace;
  ports: ActorPorts;
  exchanges: RecordedExchange[];
  /** Effects by key, as the ledger holds them. */
  effects: Map<string, Effect>;
  run(src: string): ActivityRun;
  write(ordinal: string, step?: StepName): Write;
  /** A finished file of these bytes, ready for `putFile`. */
  file(bytes: Uint8Array): Promise<{ path: string; sha256: string; bytes: number }>;
  /** Moves the clock. */
  advance(ms: number): void;
  /** Begins another attempt: what it is told to wait for is stopped after so long, by this clock. */
  attempt(timeoutMs: number): void;
  dispose(): void;
}

export const WORKFLOW = 'wf-1';

export const LEARNERS: LearnerIdentity[] = [
  { id: 'learner-1', name: 'Ada Achterberg', email: 'ada@learners.example' },
  { id: 'learner-2', name: 'Bo Castellan', email: 'bo@learners.example' },
  { id: 'learner-3', name: 'Chidi Dahl', email: 'chidi@learners.example' },
];

export const SETTINGS: WorkflowSettings = {
  certification_name: 'Harbour Pilot',
  organization_id: 'north-harbour',
  user_profile_id: 'educator-ines',
  industry_context: 'Shipping',
  domains: [
    { name: 'Tides', weight: 60, objectives: ['Reading tables'] },
    { name: 'Signals', weight: 40, objectives: ['Lights'] },
  ],
  documents: [],
  learners: LEARNERS.map((learner) => learner.id),
  form_templates: ['intake', 'knowledge_upload'],
  assessment: { question_count: 4, difficulty_levels: [], timeout_hours: 24, pass_mark: 0.75 },
  knowledge: { timeout_minutes: 30 },
  presentation: { max_slides: 20 },
  avatar: { enabled: true, presenter: 'default', voice: 'default', max_topics: 2 },
  checkpoints: {
    questions: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
    gaps: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
    scripts: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
    release: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
  },
};

export function createRig(
  options: {
    faults?: FaultRule[];
    store?: LocalWorkspaceStore;
    workflow?: string;
    /** A folder that outlives the rig, instead of a temporary one. */
    dir?: string;
    ids?: { next(): string };
    /** How files are uploaded; parts of 8 MiB unless said. */
    parts?: Parts;
    /** Instead of the ones in memory. */
    records?: (
      dir: string,
      now: () => number,
    ) => Pick<ActorPorts, 'artifacts' | 'blobs' | 'ledger'> & { sessions?: UploadSessions };
    /** Everybody the vault knows. */
    learners?: LearnerIdentity[];
    /** Instead of the index in memory. */
    collected?: ResponseIndex;
    notify?: (notice: ResponseNotice) => Promise<void>;
    /** How PDFs are made; not at all unless said. */
    toPdf?: ToPdf | null;
  } = {},
): Rig {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'presgen-workspace-'));
  const workflow = options.workflow ?? WORKFLOW;
  const exchanges: RecordedExchange[] = [];
  const effects = new Map<string, Effect>();
  let time = 1_800_000_000_000;
  let number = 0;
  const now = (): number => time;
  let attempt = new AbortController();
  let deadline = Number.POSITIVE_INFINITY;
  /** Nobody waits in earnest: the clock jumps to the end of the wait, or of the attempt's patience. */
  const wakeAt = (due: number, wake: () => void): (() => void) => {
    time = Math.max(time, Math.min(due, deadline));
    queueMicrotask(due <= deadline ? wake : () => attempt.abort());
    return () => {};
  };
  const ids = options.ids ?? {
    next: () => {
      number += 1;
      return `id-${String(number).padStart(6, '0')}`;
    },
  };
  const records = options.records?.(dir, now);
  const blobs = records?.blobs ?? fileBlobs(join(dir, 'blobs'));
  const store = options.store ?? createMemoryStore();
  const local = watched(
    createLocalWorkspace({
      store,
      blobs,
      dir: join(dir, 'workspace'),
      publicUrl: 'http://127.0.0.1:8080',
      ids,
      now,
      wakeAt,
      faults: options.faults ?? [],
      notify: options.notify,
      toPdf: options.toPdf ?? null,
    }),
    exchanges,
  );
  const ledger = records?.ledger ?? memoryLedger(effects, now);
  const ports: ActorPorts = {
    artifacts: records?.artifacts ?? memoryArtifacts(blobs, ids, now),
    blobs,
    vault: {
      open: async (_workflow, wanted) => {
        const ids = new Set(wanted);
        return new Map(
          (options.learners ?? LEARNERS).flatMap((one) => (ids.has(one.id) ? [[one.id, one]] : [])),
        );
      },
    },
    uploads: { get: async () => [], addedTo: async () => [] },
    ledger,
    collected: options.collected ?? memoryIndex(),
    links: {
      form: (workflow, learner, form) => `http://here/f/${workflow}.${learner}.${form}`,
      share: (workflow, learner) => `http://here/d/${workflow}.${learner}`,
      learner: (workflow, learner) => `http://here/learn/${workflow}.${learner}`,
      upload: (workflow) => `http://here/upload/${workflow}`,
      workflow: (workflow) => `http://here/w/${workflow}`,
    },
    now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    scratch: dir,
  };
  return {
    workflow,
    dir,
    store,
    local,
    workspace: createWorkspace({
      ...{ mode: 'local', local, ledger, now, parts: options.parts },
      sessions: records?.sessions,
    }),
    ports,
    exchanges,
    effects,
    run: (src) => ({
      key: `${workflow}/${src}.1`,
      src,
      input: null,
      attempt: 1,
      root: workflow,
      owner: workflow,
      signal: attempt.signal,
      progress: () => {},
    }),
    write: (ordinal, step = 'drive_setup') => ({
      key: `${workflow}/${step}/${ordinal}`,
      workflow,
      step,
      signal: attempt.signal,
    }),
    file: async (bytes) => {
      const stored = await blobs.put(bytes);
      return { ...stored, path: blobs.path(stored.sha256) };
    },
    advance: (ms) => {
      time += ms;
    },
    attempt: (timeoutMs) => {
      attempt = new AbortController();
      deadline = time + timeoutMs;
    },
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function fileBlobs(dir: string): Blobs {
  mkdirSync(dir, { recursive: true });
  const path = (sha256: string): string => join(dir, sha256);
  const put = async (bytes: Uint8Array): Promise<{ sha256: string; bytes: number }> => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(path(sha256), bytes);
    return { sha256, bytes: bytes.length };
  };
  return {
    put,
    putFile: async (source) => {
      const bytes = readFileSync(source);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      copyFileSync(source, path(sha256));
      return { sha256, bytes: bytes.length };
    },
    read: async (sha256) => readFileSync(path(sha256)),
    path,
  };
}

function memoryLedger(effects: Map<string, Effect>, now: () => number): EffectLedger {
  return {
    get: async (key) => structuredClone(effects.get(key) ?? null),
    plan: async (effect) => {
      const known = effects.get(effect.key);
      if (known) return structuredClone(known);
      const row: Effect = {
        ...effect,
        planned_id: effect.planned_id ?? null,
        state: 'planned',
        ref: structuredClone(effect.ref ?? null),
        at: now(),
      };
      effects.set(effect.key, row);
      return structuredClone(row);
    },
    settle: async (key, state, ref) => {
      const row = effects.get(key);
      if (!row) throw new Error(`no effect ${key}`);
      row.state = state;
      if (ref !== undefined) row.ref = structuredClone(ref);
    },
    ofStep: async (workflow, step) =>
      [...effects.values()]
        .filter((row) => row.workflow === workflow && row.step === step)
        .reverse()
        .map((row) => structuredClone(row)),
    ofWorkflow: async (workflow) =>
      [...effects.values()]
        .filter((row) => row.workflow === workflow)
        .map((row) => structuredClone(row)),
  };
}

function memoryArtifacts(blobs: Blobs, ids: { next(): string }, now: () => number): Artifacts {
  const rows: Artifact[] = [];
  const newest = (workflow: string, type?: string): Artifact[] => {
    const found = new Map<string, Artifact>();
    for (const row of rows) {
      if (row.workflow === workflow && (type === undefined || row.type === type)) {
        found.set(`${row.type}/${row.name}`, row);
      }
    }
    return [...found.values()];
  };
  return {
    put: async (what, content) => {
      const bytes = 'file' in content ? readFileSync(content.file) : content;
      const stored = await blobs.put(bytes);
      const last = newest(what.workflow, what.type).find((row) => row.name === what.name);
      if (last?.sha256 === stored.sha256) return last;
      const row: Artifact = {
        ...what,
        ...stored,
        id: ids.next(),
        version: (last?.version ?? 0) + 1,
        learner: what.learner ?? null,
        meta: what.meta ?? {},
        created_at: now(),
      };
      rows.push(row);
      return row;
    },
    latest: async (workflow, type, name) =>
      newest(workflow, type).findLast((row) => name === undefined || row.name === name) ?? null,
    list: async (workflow, type) => newest(workflow, type),
    get: async (id) => rows.find((row) => row.id === id) ?? null,
    read: async (ref) => blobs.read(ref.sha256),
  };
}
