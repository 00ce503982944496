/** The outside world of a simulation: plausible answers, failures and delays, all from one seed. */
import type {
  ArtifactRef,
  CallName,
  CallOutput,
  StepName,
  WorkflowSettings,
} from '../../machines/vocabulary.ts';
import { PresGenError, terminal, transient } from '../../runtime/errors.ts';
import type { ActivityRun, Clock, Json } from '../../runtime/ports.ts';
import type { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';

/** How one attempt goes: how long it takes, and what it comes to. A thrown value is a failure. */
export interface Script {
  durationMs(call: CallName, run: ActivityRun): number;
  outcome(call: CallName, step: StepName, run: ActivityRun): CallOutput<CallName> | undefined;
  /** Whether an effect under way still happens when its process has died. */
  outlives(): boolean;
}

export interface World {
  perform(run: ActivityRun, isAlive: () => boolean): Promise<Json>;
}

export const SETTINGS: WorkflowSettings = {
  certification_name: 'Simulated Certificate',
  organization_id: 'org',
  user_profile_id: 'requester',
  industry_context: '',
  domains: [
    { name: 'One', weight: 60, objectives: [] },
    { name: 'Two', weight: 40, objectives: [] },
  ],
  documents: [{ upload: 'u1', title: 'One document' }],
  learners: ['l1', 'l2', 'l3'],
  form_templates: [],
  assessment: { question_count: 4, difficulty_levels: [], timeout_hours: 24, pass_mark: 0.7 },
  knowledge: { timeout_minutes: 30 },
  presentation: { max_slides: 10 },
  avatar: { enabled: true, presenter: '', voice: '', max_topics: 2 },
  checkpoints: {
    questions: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
    gaps: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'approve' },
    scripts: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'reject' },
    release: { quorum: 2, groups: [], due_minutes: 60, on_timeout: 'escalate' },
  },
};

const file = (type: string): ArtifactRef => ({
  id: `a-${type}`,
  type,
  name: type,
  version: 1,
  sha256: `hash-${type}`,
  bytes: 1,
  mime: 'text/plain',
});
const link = (id: string) => ({ id, url: `local:${id}` });
const folders = Object.fromEntries(
  [
    'root',
    'certifications',
    'knowledge_base',
    'assessments',
    'presentations',
    'videos',
    'forms',
    'reports',
  ].map((name) => [name, link(name)]),
) as CallOutput<'drive.provision'>['folders'];

const RENDERED: CallOutput<'avatar.publish'> = {
  topic: 'One',
  video: file('video'),
  captions: file('captions'),
  poster: file('poster'),
  transcript: file('transcript'),
  duration_seconds: 60,
  rung: 'slides_audio_captions',
};

type Answers = { [N in CallName]: (pick: (p: number) => boolean) => CallOutput<N> };

const ANSWERS: Answers = {
  'drive.provision': () => ({ folders }),
  'forms.create_intake': () => ({ intake: link('intake'), knowledge_upload: link('upload') }),
  'knowledge.collect': () => ({ accepted: 1, rejected: [] }),
  'knowledge.process': () => ({
    knowledge: 'kb',
    documents_processed: 1,
    quarantined: [],
    chunks: 3,
    coverage: file('coverage'),
  }),
  'assessment.generate': () => ({ questions: file('questions'), generated: 4, short_of: [] }),
  'assessment.publish': () => ({ form: link('form'), questions: 4 }),
  'assessment.invite': () => ({ invited: 3 }),
  'responses.watch': (is) => ({ watch: is(0.5) ? 'on' : 'off', look_at: is(0.5) ? 0 : null }),
  'responses.read': (is) => ({ answered: SETTINGS.learners.filter(() => is(0.6)) }),
  'responses.remind': () => ({ reminded: 1 }),
  'responses.shut': () => ({ closed_at: 1 }),
  'responses.close': () => ({ answered: ['l1', 'l2'], missing: ['l3'] }),
  'gaps.analyse': (is) => ({
    gaps: file('gaps'),
    learners_with_gaps: is(0.8) ? ['l1'] : [],
    common_weak_areas: is(0.8) ? ['One', 'Two'] : [],
  }),
  'presentation.build': () => ({
    decks: [{ learner: 'l1', file: file('deck'), gap_areas: ['One'] }],
  }),
  'presentation.upload': () => ({ uploaded: [] }),
  'avatar.script': () => ({ scripts: file('scripts'), topics: ['One', 'Two'] }),
  'avatar.plan': (is) => ({
    by: is(0.7) ? 'program' : 'here',
    made: is(0.1) ? RENDERED : null,
  }),
  'avatar.probe': (is) => ({ backends: is(0.5) ? ['auto', 'cpu'] : ['auto'], device: 'cpu' }),
  'avatar.submit': (is) => ({ job: is(0.9) ? 'j1' : 'j2', seq: 3, from: 0 }),
  'avatar.follow': (is) => ({
    seq: is(0.5) ? 4 : 9,
    stage: is(0.5) ? 'speaking' : 'rendering',
    tenths: is(0.5) ? 3 : 6,
    reasons: is(0.1) ? ['cuda gave way to cpu: planted.'] : [],
    files: is(0.4) ? [{ name: 'video.mp4', sha256: 'aa', size: 1 }] : null,
  }),
  'avatar.verify': () => ({ rung: 'rendered_cpu', duration_seconds: 60 }),
  'avatar.publish': () => RENDERED,
  'avatar.draw': () => RENDERED,
  'avatar.render': () => RENDERED,
  'avatar.upload': () => ({ uploaded: [] }),
  'drive.organise': () => ({ manifest: file('manifest'), filed: 5 }),
  'drive.share': () => ({ shared: [] }),
  'learners.notify': () => ({ notified: 3 }),
  'report.build': () => ({ report: file('report'), result: file('result') }),
  'report.upload': () => ({ report: link('report') }),
  'step.undo': () => ({ undone: 1, kept: [] }),
};

/** What the call answers when it goes well. `is` decides where more than one answer is plausible. */
export function goodAnswer(call: CallName, is: (p: number) => boolean): CallOutput<CallName> {
  return ANSWERS[call](is);
}

/** @param trouble share of calls that go wrong, 0 for a perfect world. */
export function createSeededScript(chance: Chance, trouble: number): Script {
  return {
    durationMs: () => (chance.is(0.02) ? 7_200_000 : chance.below(30_000)),
    outcome: (call) => (chance.is(trouble) ? fail(chance) : goodAnswer(call, chance.is)),
    outlives: () => chance.is(0.5),
  };
}

const NOT_ERRORS: readonly unknown[] = [
  'a text',
  7,
  null,
  undefined,
  { code: 'ODD' },
  Symbol('odd'),
];

function fail(chance: Chance): undefined {
  const kind = chance.pick([
    'away',
    'away',
    'away',
    'away',
    'rate',
    'rate',
    'terminal',
    'bug',
    'odd',
    'nothing',
  ] as const);
  if (kind === 'nothing') return undefined;
  if (kind === 'odd') throw chance.pick(NOT_ERRORS);
  if (kind === 'rate') throw transient('RATE_LIMITED', 'slow down', { retryAfterMs: 5000 });
  if (kind === 'away') throw transient('AWAY', 'try later');
  if (kind === 'terminal') throw terminal('REFUSED', 'no');
  throw new PresGenError({ kind: 'bug', code: 'UNEXPECTED', message: 'fell over' });
}

/** The outside world. It tells the ledger of each effect, under the key that asked for it. */
export function createWorld(script: Script, clock: Clock, ledger: Ledger): World {
  const happen = (run: ActivityRun): Json => {
    const { activity, input } = run.input as unknown as {
      activity: CallName;
      input: { step: StepName };
    };
    const output = script.outcome(activity, input.step, run) as unknown as Json;
    ledger.effect(run.key, output);
    return output;
  };

  const perform = (run: ActivityRun, isAlive: () => boolean): Promise<Json> =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        if (!isAlive() && !script.outlives()) return;
        try {
          resolve(happen(run));
        } catch (error) {
          reject(error);
        }
      };
      const { activity } = run.input as unknown as { activity: CallName };
      const cancel = clock.wakeAt(clock.now() + script.durationMs(activity, run), finish);
      run.signal.addEventListener('abort', () => {
        cancel();
        reject(terminal('CANCELLED', 'stopped'));
      });
    });

  return { perform };
}
