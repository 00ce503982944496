/** Activity `presentation.build`: one checked deck per learner with gaps, stored as artefact `deck`. */
import type { CallOutput, DeckLook, Warning } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { Evidence, GapReport, LearnerResult, QuestionSet, ResponseSet } from '../content.ts';
import type { Activity, ActorPorts, CallInput } from '../ports.ts';
import { acceptDeck } from './check.ts';
import { type FindEvidence, gatherEvidence } from './gather.ts';
import { planDeck } from './plan.ts';
import { type Proof, type ProofTools, proofDeck } from './proof.ts';
import { renderDeck } from './render.ts';
import type { DeckPlan } from './slides.ts';
import { plain } from './typeface.ts';

export type { FindEvidence } from './gather.ts';

/** What decks need besides the common ports: key statements of a knowledge base on a query. */
export type PresentationPorts = ActorPorts & {
  evidence: FindEvidence;
  /** How to look at decks as pages, and at how many of a run; without it nobody looks. */
  proof?: ProofTools & { decks: number };
};

const MIME = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

type Input = CallInput<'presentation.build'>;
type Deck = CallOutput<'presentation.build'>['decks'][number];

interface Shared {
  ports: PresentationPorts;
  input: Input;
  run: ActivityRun;
  gaps: GapReport;
  gapsAt: number;
  questions: QuestionSet;
  responses: ResponseSet | null;
  /** Remembers evidence by query, because learners share their gaps. */
  evidence: FindEvidence;
}

/**
 * Builds and stores `<learner>.pptx` for every learner of the input who has a gap. Running it
 * again yields the same bytes and so the same artefacts. A learner's name is on the first slide
 * only; it is in no file name and no meta.
 */
export function presentationBuild(ports: PresentationPorts): Activity<'presentation.build'> {
  return async (input, run) => {
    const shared = await gather(ports, input, run);
    const decks: Deck[] = [];
    const warnings: Warning[] = [];
    for (const [index, learner] of input.learners.entries()) {
      run.signal.throwIfAborted();
      run.progress(index / input.learners.length, `deck ${index + 1} of ${input.learners.length}`);
      const result = shared.gaps.learners.find((each) => each.learner === learner);
      if (result === undefined || !result.domains.some((each) => each.verdict === 'gap')) {
        warnings.push({
          code: 'DECK_NOT_NEEDED',
          message: `${learner} has no gap, so no deck was made`,
        });
        continue;
      }
      const { deck, concerns } = await buildOne(shared, result, decks.length);
      decks.push(deck);
      warnings.push(...concerns);
    }
    run.progress(1);
    return warnings.length > 0 ? { decks, warnings } : { decks };
  };
}

async function gather(ports: PresentationPorts, input: Input, run: ActivityRun): Promise<Shared> {
  const gapsFile = await ports.artifacts.latest(run.root, 'gaps');
  const questionsFile = await ports.artifacts.latest(run.root, 'questions');
  if (gapsFile === null || questionsFile === null) {
    throw terminal(
      'ARTIFACT_MISSING',
      'decks need the gap report and the questions of this workflow',
    );
  }
  const responsesFile = await ports.artifacts.latest(run.root, 'responses');
  const read = async (file: { sha256: string }): Promise<unknown> =>
    JSON.parse((await ports.artifacts.read(file)).toString('utf8'));
  return {
    ports,
    input,
    run,
    gaps: (await read(gapsFile)) as GapReport,
    gapsAt: gapsFile.created_at,
    questions: (await read(questionsFile)) as QuestionSet,
    responses: responsesFile === null ? null : ((await read(responsesFile)) as ResponseSet),
    evidence: remembering(ports.evidence),
  };
}

async function buildOne(shared: Shared, result: LearnerResult, before: number) {
  const { ports, input, run, questions } = shared;
  const evidence = await gatherEvidence(shared.evidence, {
    knowledge: input.knowledge,
    domains: input.settings.domains,
    result,
    questions,
    signal: run.signal,
  });
  const given = shared.responses?.responses.find((each) => each.learner === result.learner);
  const plan = planDeck({
    result,
    passMark: shared.gaps.pass_mark,
    questions,
    evidence,
    answers: new Map(given?.answers.map((each) => [each.item, each.option])),
    maxSlides: input.settings.presentation.max_slides,
  });
  const identity = (await ports.vault.open(run.root, [result.learner])).get(result.learner);
  run.signal.throwIfAborted();
  const bytes = await renderDeck(plan, {
    person: identity?.name ?? null,
    foot: plain(questions.certification_name).slice(0, 100),
    look: lookOf(input.settings.presentation),
    at: shared.gapsAt,
  });
  const checks = await acceptDeck(bytes);
  const proof = await look(shared, bytes, before);
  const file = await ports.artifacts.put(
    {
      workflow: run.root,
      step: input.step,
      type: 'deck',
      name: `${result.learner}.pptx`,
      mime: MIME,
      learner: result.learner,
      meta: {
        gap_areas: plan.gapAreas,
        slides: plan.slides.length,
        checks: proof.ran ? [...checks, ...proof.checks] : checks,
        rendered: proof.ran ? { pages: proof.pages } : { not_run: proof.why },
        left_out: plan.leftOut,
      },
    },
    bytes,
  );
  const deck: Deck = { learner: result.learner, file, gap_areas: plan.gapAreas };
  return { deck, concerns: concernsOf(result, plan) };
}

/** Decks of one run share their layout, so the first ones stand for the rest. */
async function look({ ports, run }: Shared, pptx: Uint8Array, before: number): Promise<Proof> {
  const { proof } = ports;
  if (proof === undefined || proof.decks === 0) return { ran: false, why: 'switched off' };
  if (before >= proof.decks)
    return { ran: false, why: `others of this run were (DECK_PROOFS=${proof.decks})` };
  return await proofDeck(pptx, proof, run.signal);
}

/** Only what the request says; requests of earlier days say nothing. */
function lookOf({ theme, brand }: DeckLook): DeckLook {
  return { ...(theme === undefined ? {} : { theme }), ...(brand === undefined ? {} : { brand }) };
}

/** What an educator should know: a gap the deck does not reach, or reaches without the documents. */
function concernsOf(result: LearnerResult, plan: DeckPlan): Warning[] {
  return result.domains
    .filter((each) => each.verdict === 'gap')
    .flatMap(({ domain }) => {
      const problem = !plan.gapAreas.includes(domain)
        ? 'did not get a slide'
        : plan.withoutStatements.includes(domain)
          ? 'has questions only, the documents say nothing clear about it'
          : null;
      if (problem === null) return [];
      return [{ code: 'DECK_INCOMPLETE', message: `${result.learner}: ${domain} ${problem}` }];
    });
}

function remembering(find: FindEvidence): FindEvidence {
  const known = new Map<string, Promise<Evidence[]>>();
  return (knowledge, query, limit) => {
    const key = `${limit} ${query}`;
    const found = known.get(key) ?? find(knowledge, query, limit);
    known.set(key, found);
    return found;
  };
}
