/** Everything the report is made from, read once: artefacts, documents, links of external writes. */
import type { Folders } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { GapReport, QuestionSet, ResponseSet } from '../content.ts';
import type { ActorPorts, Artifact, CallInput, Effect } from '../ports.ts';

export type ReportInput = CallInput<'report.build'>;

/** A document that went into the knowledge base. */
export interface ProcessedDocument {
  title: string;
  sha256: string;
}

/** One topic's video with what belongs to it; a part that was not made is null. */
export interface VideoFiles {
  topic: string;
  video: Artifact | null;
  captions: Artifact | null;
  poster: Artifact | null;
  transcript: Artifact | null;
  /** Text of the captions, for their check. */
  vtt: string | null;
  durationSeconds: number | null;
  rung: string;
  degraded: boolean;
}

/** The material of one report. Holds learner ids, never names. */
export interface Material {
  workflow: string;
  input: ReportInput;
  questions: QuestionSet;
  gaps: GapReport;
  responses: ResponseSet | null;
  documents: ProcessedDocument[];
  decks: Artifact[];
  videos: VideoFiles[];
  artifacts: Artifact[];
  effects: Effect[];
  folders: Folders | null;
  documentsProcessed: number | null;
  chunks: number | null;
}

const OWN_TYPES = new Set(['report', 'result']);

/** Reads the material of a workflow; without questions or gaps there is nothing to report. */
export async function gatherMaterial(
  ports: ActorPorts,
  input: ReportInput,
  run: ActivityRun,
): Promise<Material> {
  const artifacts = (await ports.artifacts.list(run.root)).filter(
    (each) => !OWN_TYPES.has(each.type),
  );
  const json = async <T>(type: string): Promise<T | null> => {
    const file = artifacts.findLast((each) => each.type === type);
    return file === undefined
      ? null
      : (JSON.parse((await ports.artifacts.read(file)).toString('utf8')) as T);
  };
  const questions = await json<QuestionSet>('questions');
  const gaps = await json<GapReport>('gaps');
  if (questions === null || gaps === null) {
    throw terminal(
      'ARTIFACT_MISSING',
      'a report needs the questions and the gap report of its workflow',
    );
  }
  run.signal.throwIfAborted();
  const coverage = artifacts.findLast((each) => each.type === 'coverage');
  return {
    workflow: run.root,
    input,
    questions,
    gaps,
    responses: await json<ResponseSet>('responses'),
    documents: await documentsOf(ports, input, run.root, artifacts),
    decks: artifacts.filter((each) => each.type === 'deck'),
    videos: await videosOf(ports, artifacts),
    artifacts,
    effects: await ports.ledger.ofWorkflow(run.root),
    folders: input.folders ?? null,
    documentsProcessed:
      input.processed?.documents_processed ?? count(coverage?.meta.documents_processed),
    chunks: input.processed?.chunks ?? count(coverage?.meta.chunks),
  };
}

/** Address of the newest external write whose key or reference names this file; null if none does. */
export function linkOf(
  effects: readonly Effect[],
  step: string,
  names: readonly string[],
): string | null {
  const match = effects.findLast(
    (each) =>
      each.step === step &&
      each.state === 'done' &&
      typeof each.ref?.url === 'string' &&
      names.some((name) => namesFile(each, name)),
  );
  return (match?.ref?.url as string | undefined) ?? null;
}

function namesFile(effect: Effect, name: string): boolean {
  const ordinal = effect.key.split('/').slice(2).join('/');
  if (effect.ref?.name === name || ordinal === name) return true;
  const at = ordinal.indexOf(name);
  const around = at < 0 ? 'x' : `${ordinal[at - 1] ?? ''}${ordinal[at + name.length] ?? ''}`;
  return !/[\p{L}\p{N}]/u.test(around);
}

async function documentsOf(
  ports: ActorPorts,
  input: ReportInput,
  workflow: string,
  artifacts: Artifact[],
): Promise<ProcessedDocument[]> {
  const asked = await ports.uploads.get(input.settings.documents.map((each) => each.upload));
  const added = await ports.uploads.addedTo(workflow);
  const stored = artifacts
    .filter((each) => each.type === 'document')
    .map((each) => ({ title: each.name, sha256: each.sha256 }));
  const known = new Map<string, ProcessedDocument>();
  for (const each of [...asked, ...added, ...stored]) {
    if (!known.has(each.sha256)) known.set(each.sha256, { title: each.title, sha256: each.sha256 });
  }
  return [...known.values()];
}

async function videosOf(ports: ActorPorts, artifacts: Artifact[]): Promise<VideoFiles[]> {
  const parts = artifacts.filter((each) =>
    ['video', 'captions', 'poster', 'transcript'].includes(each.type),
  );
  const topics = [...new Set(parts.map(topicOf))];
  return await Promise.all(
    topics.map(async (topic) => {
      const part = (type: string) =>
        parts.findLast((each) => each.type === type && topicOf(each) === topic) ?? null;
      const video = part('video');
      const captions = part('captions');
      const meta = video?.meta ?? part('transcript')?.meta ?? captions?.meta ?? {};
      const seconds = meta.duration_seconds;
      return {
        topic,
        video,
        captions,
        poster: part('poster'),
        transcript: part('transcript'),
        vtt: captions === null ? null : (await ports.artifacts.read(captions)).toString('utf8'),
        durationSeconds: typeof seconds === 'number' ? seconds : null,
        rung: String(meta.rung ?? (video === null ? 'no video' : 'not stated')),
        degraded: isDegraded(meta.degraded) || video === null,
      };
    }),
  );
}

function isDegraded(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value === true;
}

function topicOf(artifact: Artifact): string {
  const topic = artifact.meta.topic;
  return typeof topic === 'string' ? topic : artifact.name.replace(/\.[^.]+$/, '');
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
