/** The outside world of a simulation: plausible answers, failures and delays, all from one seed. */
import type {
  ArtifactRef,
  CallName,
  CallOutput,
  StepName,
  WorkflowSettings,
} from '../../machines/vocabulary.ts';
import { PresGenError, terminal, transient } from '../../runtime/errors.ts';
import type { ActivityRun, Json } from '../../runtime/ports.ts';
import type { ManualClock } from '../runtime/manual-clock.ts';
import type { Chance } from './chance.ts';

/** One attempt that reached the world. */
export interface WorldCall {
  call: CallName;
  step: StepName;
  key: string;
  outcome: 'ok' | 'transient' | 'terminal' | 'bug' | 'lost';
}

export interface World {
  calls: WorldCall[];
  perform(run: ActivityRun): Promise<Json>;
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

type Answers = { [N in CallName]: (chance: Chance) => CallOutput<N> };

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
  'responses.read': (chance) => ({ answered: SETTINGS.learners.filter(() => chance.is(0.6)) }),
  'responses.remind': () => ({ reminded: 1 }),
  'responses.close': () => ({ answered: ['l1', 'l2'], missing: ['l3'] }),
  'gaps.analyse': (chance) => ({
    gaps: file('gaps'),
    learners_with_gaps: chance.is(0.8) ? ['l1'] : [],
    common_weak_areas: chance.is(0.8) ? ['One', 'Two'] : [],
  }),
  'presentation.build': () => ({
    decks: [{ learner: 'l1', file: file('deck'), gap_areas: ['One'] }],
  }),
  'presentation.upload': () => ({ uploaded: [] }),
  'avatar.script': () => ({ scripts: file('scripts'), topics: ['One', 'Two'] }),
  'avatar.render': () => ({
    topic: 'One',
    video: file('video'),
    captions: file('captions'),
    poster: file('poster'),
    transcript: file('transcript'),
    duration_seconds: 60,
    rung: 'slides_audio_captions',
  }),
  'avatar.upload': () => ({ uploaded: [] }),
  'drive.organise': () => ({ manifest: file('manifest'), filed: 5 }),
  'drive.share': () => ({ shared: [] }),
  'learners.notify': () => ({ notified: 3 }),
  'report.build': () => ({ report: file('report'), result: file('result') }),
  'report.upload': () => ({ report: link('report') }),
  'step.undo': () => ({ undone: 1, kept: [] }),
};

/** @param trouble share of calls that go wrong, 0 for a perfect world. */
export function createWorld(chance: Chance, clock: ManualClock, trouble: number): World {
  const calls: WorldCall[] = [];

  const settle = (run: ActivityRun, call: CallName, step: StepName): Json => {
    const note = (outcome: WorldCall['outcome']) =>
      calls.push({ call, step, key: run.key, outcome });
    if (!chance.is(trouble)) {
      note('ok');
      return ANSWERS[call](chance) as unknown as Json;
    }
    const kind = chance.pick([
      'transient',
      'transient',
      'transient',
      'rate',
      'terminal',
      'bug',
    ] as const);
    note(kind === 'rate' ? 'transient' : kind);
    if (kind === 'rate') throw transient('RATE_LIMITED', 'slow down', { retryAfterMs: 5000 });
    if (kind === 'transient') throw transient('AWAY', 'try later');
    if (kind === 'terminal') throw terminal('REFUSED', 'no');
    throw new PresGenError({ kind: 'bug', code: 'UNEXPECTED', message: 'fell over' });
  };

  const perform = (run: ActivityRun): Promise<Json> =>
    new Promise((resolve, reject) => {
      const { activity, input } = run.input as unknown as {
        activity: CallName;
        input: { step: StepName };
      };
      const finish = (): void => {
        try {
          resolve(settle(run, activity, input.step));
        } catch (error) {
          reject(error);
        }
      };
      const delayMs = chance.is(0.02) ? 7_200_000 : chance.below(30_000);
      const cancel = clock.wakeAt(clock.now() + delayMs, finish);
      run.signal.addEventListener('abort', () => {
        cancel();
        calls.push({ call: activity, step: input.step, key: run.key, outcome: 'lost' });
        reject(terminal('CANCELLED', 'stopped'));
      });
    });

  return { calls, perform };
}
