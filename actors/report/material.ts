/** Everything the report is made from, read once: artefacts, documents, links of external writes. */
import type { Link } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { GapReport, QuestionSet, ResponseSet, ScriptSet } from '../content.ts';
import type { ActorPorts, Artifact, CallInput, Effect } from '../ports.ts';
import type { Forecast, Foretell } from './forecast.ts';

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
  /** Topics a script was written for. */
  topics: string[];
  artifacts: Artifact[];
  effects: Effect[];
  /** Documents that were read and indexed; null where no coverage was stored. */
  documentsProcessed: number | null;
  /** What was foretold of the steps; null where nobody keeps it. */
  forecast: Forecast | null;
}

const OWN_TYPES = new Set(['report', 'result', 'learner_report', 'quality']);

/** Reads the material of a workflow; without questions or gaps there is nothing to report. */
export async function gatherMaterial(
  ports: ActorPorts & { foretell?: Foretell | undefined },
  input: ReportInput,
  run: Pick<ActivityRun, 'root' | 'signal'>,
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
  const scripts = await json<ScriptSet>('scripts');
  const coverage = await json<{ documents: { status: string }[] }>('coverage');
  return {
    workflow: run.root,
    input,
    questions,
    gaps,
    responses: await json<ResponseSet>('responses'),
    documents: await documentsOf(ports, input, run.root, artifacts),
    decks: artifacts.filter((each) => each.type === 'deck'),
    videos: await videosOf(ports, artifacts),
    topics: scripts?.topics.map((each) => each.topic) ?? [],
    artifacts,
    effects: await ports.ledger.ofWorkflow(run.root),
    documentsProcessed:
      coverage?.documents.filter((each) => each.status === 'indexed').length ?? null,
    forecast: (await ports.foretell?.(run.root)) ?? null,
  };
}

/** Where an external write of this workflow ended, by its name within its step; null while open. */
export function linkOf(effects: readonly Effect[], ordinal: string): Link | null {
  const done = effects.findLast(
    (each) => each.state === 'done' && each.key.split('/').slice(2).join('/') === ordinal,
  );
  const { id, url } = done?.ref ?? {};
  return typeof id === 'string' && typeof url === 'string' ? { id, url } : null;
}

/** Where a stored file was uploaded to. */
export function uploadedTo(effects: readonly Effect[], file: { id: string } | null): string | null {
  return file === null ? null : (linkOf(effects, `artifact.${file.id}`)?.url ?? null);
}

/** Accepted documents; before any was accepted, those that were asked for. */
async function documentsOf(
  ports: ActorPorts,
  input: ReportInput,
  workflow: string,
  artifacts: Artifact[],
): Promise<ProcessedDocument[]> {
  const accepted = artifacts
    .filter((each) => each.type === 'document')
    .map((each) => ({ title: String(each.meta.title ?? each.name), sha256: each.sha256 }));
  if (accepted.length > 0) return accepted;
  const asked = await ports.uploads.get(input.settings.documents.map((each) => each.upload));
  const added = await ports.uploads.addedTo(workflow);
  const known = new Map([...asked, ...added].map((each) => [each.sha256, each.title]));
  return [...known].map(([sha256, title]) => ({ title, sha256 }));
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
      const transcript = part('transcript');
      const captions = part('captions');
      // The transcript is written last, so it tells which rendering the newest files belong to.
      const meta = transcript?.meta ?? captions?.meta ?? part('video')?.meta ?? {};
      const video = meta.rung === 'storyboard' ? null : part('video');
      const seconds = meta.duration_seconds;
      return {
        topic,
        video,
        captions,
        poster: part('poster'),
        transcript,
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
