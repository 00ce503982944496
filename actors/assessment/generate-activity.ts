/** Activity `assessment.generate`: reads the sealed knowledge base, writes `questions.json`. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { QuestionSet } from '../content.ts';
import type { KnowledgeStore } from '../knowledge/ports.ts';
import type { Activity, ActorPorts, CallInput, CallOutput } from '../ports.ts';
import { factsOf } from './collect.ts';
import type { Fact, Reading } from './facts.ts';
import { type Brief, composeQuestions } from './generate.ts';
import { accountWords } from './llm/account.ts';
import { composeWithModel } from './llm/compose.ts';
import type { QuestionWriter } from './llm/ports.ts';
import { placeChunks } from './placement.ts';

/** Ports of the assessment activities. */
export type AssessmentPorts = ActorPorts & {
  knowledge: KnowledgeStore;
  /** A language model that writes questions; without one all are made offline. */
  writer?: QuestionWriter | undefined;
};

type GenerateInput = CallInput<'assessment.generate'>;
type GenerateOutput = CallOutput<'assessment.generate'>;

/**
 * Generates the question set. The same input always gives the same bytes, so a repeated run leaves
 * one artefact. Terminal NO_DEFENSIBLE_QUESTIONS when not a single question can be defended.
 */
export function generateActivity(ports: AssessmentPorts): Activity<'assessment.generate'> {
  return async (input, run) => {
    const set = await questionsFor(ports, input, run);
    if (set.items.length === 0)
      throw terminal(
        'NO_DEFENSIBLE_QUESTIONS',
        'The documents contain no statement of which a question could be made and proven. Add documents that define terms or list and describe things in the certification’s domains.',
      );
    const questions = await ports.artifacts.put(
      {
        workflow: run.root,
        step: input.step,
        type: 'questions',
        name: 'questions.json',
        mime: 'application/json',
        meta: { round: input.round, questions: set.items.length },
      },
      Buffer.from(`${JSON.stringify(set, null, 2)}\n`),
    );
    const short = set.blueprint.filter((line) => line.got < line.wanted);
    return {
      questions,
      generated: set.items.length,
      short_of: short.map((line) => ({
        domain: line.domain,
        wanted: line.wanted,
        got: line.got,
        reason: line.reason ?? '',
      })),
      ...told(set),
    };
  };
}

/** With the configured model where there is one. @throws PresGenError transient while it may come back */
function questionsFor(
  { knowledge, writer }: AssessmentPorts,
  input: GenerateInput,
  run: ActivityRun,
): Promise<QuestionSet> {
  if (!writer) return generateQuestions(knowledge, input, run);
  const { root: workflow, signal, progress } = run;
  return composeWithModel({
    ...{ writer, knowledge, input, workflow, signal, progress },
    offline: (question_count) => {
      const assessment = { ...input.settings.assessment, question_count };
      return generateQuestions(
        knowledge,
        { ...input, settings: { ...input.settings, assessment } },
        { signal, progress: () => {} },
      );
    },
  });
}

/** What the timeline and the report say of the model's part. */
function told({ generation }: QuestionSet): Pick<GenerateOutput, 'warnings' | 'degraded'> {
  if (!generation) return {};
  const account = { code: 'LLM_ACCOUNT', message: accountWords(generation) };
  const { stopped } = generation;
  if (stopped === null) return { warnings: [account] };
  const message = `The language model was left: ${stopped.message} What was missing was made offline.`;
  return { warnings: [{ code: stopped.code, message }, account], degraded: [message] };
}

/** The question set for one input, pausing for the event loop between documents. */
export async function generateQuestions(
  knowledge: KnowledgeStore,
  input: GenerateInput,
  run: Pick<ActivityRun, 'signal' | 'progress'>,
): Promise<QuestionSet> {
  const pause = async (): Promise<void> => {
    run.signal.throwIfAborted();
    await turnOfTheLoop();
  };
  const { readings, facts } = await readAll(knowledge, input.knowledge, run, pause);
  const chunks = await knowledge.chunks(input.knowledge);
  const placements = await placeChunks(knowledge, input.knowledge, input.settings.domains);
  run.progress(0.7, 'choosing questions');
  return await composeQuestions(briefOf(input), readings, facts, chunks, placements, pause);
}

async function readAll(
  knowledge: KnowledgeStore,
  kb: string,
  run: Pick<ActivityRun, 'progress'>,
  pause: () => Promise<void>,
): Promise<{ readings: Reading[]; facts: Fact[] }> {
  const stored = await knowledge.documents(kb);
  // The store may list documents in any order; the questions must not depend on it.
  const documents = stored
    .filter((document) => document.status === 'indexed')
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  const readings: Reading[] = [];
  const facts: Fact[] = [];
  for (const [at, document] of documents.entries()) {
    await pause();
    const reading = { document, blocks: await knowledge.blocks(kb, document.id) };
    readings.push(reading);
    facts.push(...factsOf(reading));
    run.progress((0.5 * (at + 1)) / documents.length, document.title);
  }
  return { readings, facts };
}

function briefOf(input: GenerateInput): Brief {
  return {
    knowledge: input.knowledge,
    certification: input.settings.certification_name,
    domains: input.settings.domains,
    total: input.settings.assessment.question_count,
    difficulty: input.settings.assessment.difficulty_levels,
    round: input.round,
    comments: input.comments,
  };
}
