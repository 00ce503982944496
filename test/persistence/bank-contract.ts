/** What the bank's store promises, embedded and on a server. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BankTransaction, BankTypes, Change } from '../../persistence/bank-store.ts';
import { createBankStore } from '../../persistence/bank-store.ts';
import type { Database } from '../../persistence/database.ts';

const change = (id: string, hash: string, version = 1): Change<BankTypes> => ({
  expect: version === 1 ? null : { version: version - 1, state: 'draft' },
  row: {
    ...{ id, certification: 'c', domain: 'd', objective: null, difficulty: null, type: '' },
    ...{ stem: `stem of ${hash}`, state: 'draft', version, hash, authors: ['ada'] },
    ...{ verified: false, created_at: 1, updated_at: version },
  },
  version: {
    ...{ version, hash, content: { stem: hash }, verified: false, flaws: [], author: 'ada' },
    ...{ at: version, reason: '' },
  },
  events: [
    {
      ...{ at: version, actor: 'ada', action: 'edited', version, comment: '' },
      ...{ from_state: null, to_state: 'draft', workflow: null },
    },
  ],
});
const figures = (n: number, right: number) => ({ n, right });

export function bankContract(name: string, database: () => Database): void {
  describe(`the bank's store (${name})`, () => {
    const store = () => createBankStore<BankTypes>(database());

    it('two that bring the same question make one item', async () => {
      const bring = () =>
        store().transaction(async (bank) => {
          const known = await bank.byHash('same');
          if (known) return false;
          return bank.change(change('itm_same', 'same'));
        });
      const brought = await Promise.all([bring(), bring(), bring()]);
      assert.deepEqual(brought.filter(Boolean), [true]);
      assert.equal((await store().whole('itm_same'))?.history.length, 1);
    });

    it('a change that expects what is gone writes nothing at all', async () => {
      await store().transaction((bank) => bank.change(change('itm_v', 'v1')));
      const second = () => store().transaction((bank) => bank.change(change('itm_v', 'v2', 2)));
      assert.equal(await second(), true);
      assert.equal(await second(), false);
      const whole = await store().whole('itm_v');
      assert.deepEqual([whole?.version, whole?.versions.length, whole?.history.length], [2, 2, 2]);
    });

    it('a failure within takes everything back', async () => {
      const failing = store().transaction(async (bank) => {
        await bank.change(change('itm_half', 'half'));
        throw new Error('half way');
      });
      await assert.rejects(failing, /half way/);
      assert.equal(await store().whole('itm_half'), null);
    });

    it('answers count for the wording that was asked, and once however often they are noted', async () => {
      const use = { workflow: 'w1', set_item: 'q1', at: 1 };
      const within = <R>(work: (bank: BankTransaction<BankTypes>) => Promise<R>) =>
        store().transaction(work);
      await within(async (bank) => {
        await bank.change(change('itm_n', 'n1'));
        await bank.noteUse(use, 'itm_n', 1);
      });
      for (const right of [2, 3]) {
        const noted = await within((bank) => bank.noteFigures(use, figures(5, right), 2));
        assert.equal(noted, true);
      }
      const counted = async () => {
        const whole = await store().whole('itm_n');
        return [whole?.responses, whole?.correct];
      };
      assert.deepEqual(await counted(), [5, 3]);
      await within((bank) => bank.change(change('itm_n', 'n2', 2)));
      assert.deepEqual(await counted(), [0, 0], 'a new wording begins anew');
      await within((bank) => bank.change(change('itm_n', 'n1', 3)));
      assert.deepEqual(await counted(), [5, 3], 'the old wording has its answers back');
      const stranger = { workflow: 'w9', set_item: 'q9', at: 1 };
      assert.equal(await within((bank) => bank.noteFigures(stranger, figures(1, 1), 2)), false);
    });
  });
}
