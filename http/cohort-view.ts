/** What is known of a cohort and of one learner: findings, what was made, what reached them. */

import type { CertificationContext } from '../machines/certification-context.ts';
import type { WorkflowSettings } from '../machines/vocabulary.ts';
import type { LetterSent, Visit } from './bank-ports.ts';
import { contextOf } from './fleet/views.ts';
import type { ServerPorts, StoredArtifact } from './server-ports.ts';

/** The parts of `gaps.json` that these pages read. */
interface Gaps {
  pass_mark: number;
  learners: (LearnerFinding & { learner: string })[];
  cohort: {
    answered: number;
    invited: number;
    mean_score: number | null;
    domains: object[];
    common_weak_areas: string[];
    statements: string[];
  };
}

export interface LearnerFinding {
  answered: boolean;
  score: number | null;
  passed: boolean | null;
  domains: object[];
  weak_areas: string[];
  statement: string;
}

/** A file for learners, and who opened it when. */
interface Made {
  artifact: string;
  type: string;
  topic: string | null;
  degraded: boolean;
  created_at: string;
  opened_at: string | null;
}

export interface LearnerLine {
  id: string;
  /** Null for whoever may not see names, and for a learner who was erased. */
  name: string | null;
  finding: LearnerFinding | null;
  submitted_at: string | null;
  deck: Made | null;
  visited_at: string | null;
  visits: number;
  letters: { occasion: string; state: string; at: string }[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

export interface Cohort {
  settings: WorkflowSettings;
  gaps: Gaps | null;
  released: boolean;
  lines: LearnerLine[];
  videos: Made[];
  questions: object[];
}

/** Null where there is no such workflow. @param showNames whether the asker may see names */
export async function readCohort(
  ports: ServerPorts,
  workflow: string,
  showNames: boolean,
): Promise<Cohort | null> {
  const settings = await ports.requests.settings(workflow);
  if (settings === null) return null;
  const [gaps, questions, responses, artifacts, visits, letters, names, root] = await Promise.all([
    newest<Gaps>(ports, workflow, 'gaps'),
    newest<unknown>(ports, workflow, 'questions'),
    newest<Responses>(ports, workflow, 'responses'),
    ports.artifacts.list(workflow),
    ports.learners.visits.of(workflow),
    ports.learners.letters(workflow),
    showNames
      ? ports.learners.names(workflow, settings.learners)
      : Promise.resolve(new Map<string, string>()),
    ports.engine.read(workflow),
  ]);
  const traces = { gaps, responses, artifacts, visits, letters, names };
  const { learners } = settings;
  return {
    settings,
    gaps,
    released:
      root !== null && contextOf<Partial<CertificationContext>>(root).outputs?.shared !== undefined,
    lines: learners.map((learner) => lineOf(learner, traces)),
    videos: newestOfTopics(artifacts).map((each) => made(each, [])),
    questions: questions === null ? [] : ports.bank.howTheyDid(questions, responses, learners),
  };
}

interface Responses {
  responses: { learner: string; submitted_at: number }[];
}

interface Traces {
  gaps: Gaps | null;
  responses: Responses | null;
  artifacts: StoredArtifact[];
  visits: Visit[];
  letters: LetterSent[];
  names: Map<string, string>;
}

function lineOf(id: string, traces: Traces): LearnerLine {
  const visits = traces.visits.filter(({ learner }) => learner === id);
  const home = visits.find(({ what }) => what === 'home');
  const deck = traces.artifacts.find(({ type, learner }) => type === 'deck' && learner === id);
  const sent = traces.responses?.responses.find(({ learner }) => learner === id);
  const found = traces.gaps?.learners.find(({ learner }) => learner === id);
  const finding = found === undefined ? null : without(found);
  return {
    id,
    name: traces.names.get(id) ?? null,
    finding,
    submitted_at: sent ? iso(sent.submitted_at) : null,
    deck: deck ? made(deck, visits) : null,
    visited_at: home ? iso(home.first_at) : null,
    visits: home?.count ?? 0,
    letters: traces.letters
      .filter(({ learner }) => learner === id)
      .map(({ occasion, state, at }) => ({ occasion, state, at: iso(at) })),
  };
}

function without({ learner: _, ...finding }: LearnerFinding & { learner: string }): LearnerFinding {
  return finding;
}

function made(artifact: StoredArtifact, visits: Visit[]): Made {
  const { id, type, meta, created_at } = artifact;
  const opened = visits.find(({ what }) => what === id);
  return {
    artifact: id,
    type,
    topic: typeof meta.topic === 'string' ? meta.topic : null,
    degraded: Array.isArray(meta.degraded) && meta.degraded.length > 0,
    created_at: iso(created_at),
    opened_at: opened ? iso(opened.first_at) : null,
  };
}

/** One film or storyboard a topic, with when this learner opened it. */
export function filmsFor(artifacts: StoredArtifact[], visits: Visit[], learner: string): Made[] {
  const own = visits.filter((each) => each.learner === learner);
  return newestOfTopics(artifacts).map((each) => made(each, own));
}

function newestOfTopics(artifacts: StoredArtifact[]): StoredArtifact[] {
  const films = artifacts.filter(({ type }) => type === 'video' || type === 'storyboard');
  const newest = new Map<unknown, StoredArtifact>();
  for (const film of films) {
    const known = newest.get(film.meta.topic ?? film.name);
    if (!known || film.created_at >= known.created_at)
      newest.set(film.meta.topic ?? film.name, film);
  }
  return [...newest.values()];
}

async function newest<T>(ports: ServerPorts, workflow: string, type: string): Promise<T | null> {
  const artifact = await ports.artifacts.latest(workflow, type);
  if (artifact === null) return null;
  return JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as T;
}
