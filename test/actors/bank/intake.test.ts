/** What filling the bank does to the course that fills it: nothing, whatever happens to the bank. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type IntakePorts, withIntake } from '../../../actors/assessment/bank/index.ts';
import type { CallInput } from '../../../actors/ports.ts';
import { transient } from '../../../runtime/errors.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import { QUESTIONS } from '../../http/questions.ts';
import { LINK, settingsWith } from '../../machines/samples.ts';

const RUN = { root: 'wf', key: 'k', attempt: 1 } as unknown as ActivityRun;
const INPUT = {
  settings: settingsWith(),
  step: 'assessment_generation',
  folders: {},
} as unknown as CallInput<'assessment.publish'>;

function ports(transaction: () => Promise<never>, logged: string[] = []): IntakePorts {
  const note = (_: object, message: string) => void logged.push(message);
  return {
    now: () => 1,
    log: { info: note, warn: note, error: note },
    review: async () => ({ reviewers: [], editors: [] }),
    bank: { transaction } as unknown as IntakePorts['bank'],
    artifacts: {
      latest: async () => ({ created_at: 1, sha256: 'x' }),
      read: async () => Buffer.from(JSON.stringify(QUESTIONS)),
    } as unknown as IntakePorts['artifacts'],
  };
}

const publishing = (published: string[]) => async () => {
  published.push('form');
  return { form: LINK, questions: 2 };
};

describe('filling the bank', () => {
  it('waits for a database that is away, and publishes nothing before', async () => {
    const published: string[] = [];
    const away = ports(async () => {
      throw transient('DATABASE_UNAVAILABLE', 'away');
    });
    const activity = withIntake(away, publishing(published));
    await assert.rejects(activity(INPUT, RUN), { code: 'DATABASE_UNAVAILABLE' });
    assert.deepEqual(published, []);
  });

  it('a fault of the bank is a warning and a line in the log, and the course goes on', async () => {
    const published: string[] = [];
    const logged: string[] = [];
    const broken = ports(async () => {
      throw new TypeError('a bug of the bank');
    }, logged);
    const output = await withIntake(broken, publishing(published))(INPUT, RUN);
    assert.deepEqual(published, ['form']);
    assert.deepEqual(
      output.warnings?.map(({ code }) => code),
      ['BANK_NOT_FILLED'],
    );
    assert.ok(logged.length > 0);
  });
});
