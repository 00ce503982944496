/** A fault profile: what may stand in it, and that it strikes what it names, the same way each time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULT_NAMES, kindOf, PUSH } from '../../actors/workspace/local/fault-kinds.ts';
import { type FaultRule, readFaultRules } from '../../actors/workspace/local/fault-rules.ts';
import { createFaults, type Faults } from '../../actors/workspace/local/faults.ts';
import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import type { Route, WireCall } from '../../actors/workspace/local/wire.ts';

const CALLS = LOCAL_ROUTES.map(({ id }) => id);
const WRONG: [rule: unknown, problem: RegExp][] = [
  ['rate429', /^faults\[0\]: must be an object with call, fault and nth or rate$/],
  [{ call: '*', fault: 'rain', nth: 1 }, /faults\[0\]\.fault: must be one of rate429, rate403/],
  [{ call: '*', fault: 'toString', nth: 1 }, /faults\[0\]\.fault: must be one of/],
  [{ fault: 'err503', nth: 1 }, /faults\[0\]\.call: must be \* or one of drive\.about\.get/],
  [{ call: 'drive.files.melt', fault: 'err503', nth: 1 }, /faults\[0\]\.call: must be \*/],
  [{ call: 'drive.files.get', fault: 'uploadCut', nth: 1, byte: 3 }, /\.call: uploadCut strikes/],
  [{ call: PUSH, fault: 'err503', nth: 1 }, /\.call: err503 strikes calls, not notifications/],
  [{ call: '*', fault: 'err503' }, /\.nth: give either nth/],
  [{ call: '*', fault: 'err503', nth: 1, rate: 0.5 }, /\.nth: give either nth/],
  [{ call: '*', fault: 'err503', nth: 0 }, /\.nth: must be a whole number from 1/],
  [{ call: '*', fault: 'err503', nth: '1' }, /\.nth: must be a whole number from 1/],
  [{ call: '*', fault: 'err503', rate: 1.5 }, /\.rate: must be a number from 0 to 1/],
  [{ call: '*', fault: 'err503', rate: 0 }, /\.rate: must be above 0/],
  [{ call: '*', fault: 'err503', rate: 0.1, times: 2 }, /\.times: goes with nth/],
  [{ call: '*', fault: 'err503', nth: 1, seed: 7 }, /\.seed: goes with rate/],
  [{ call: '*', fault: 'slow', nth: 1 }, /\.ms: slow needs it/],
  [{ call: '*', fault: 'err503', nth: 1, byte: 5 }, /\.byte: err503 does not take it/],
  [{ call: '*', fault: 'err503', nth: 1, often: true }, /\.often: is not a field; there are call/],
];

function rule(fault: (typeof FAULT_NAMES)[number], more: Partial<FaultRule> = {}): FaultRule {
  const { takes } = kindOf(fault);
  return { call: '*', fault, nth: 1, ...(takes ? { [takes]: 10 } : {}), ...more };
}

function faultsOf(rules: FaultRule[]): Faults {
  return createFaults(rules, { now: () => 1000, wakeAt: () => () => {} });
}

/** Sends calls of one kind past the faults and says which met with something. */
async function struckOf(faults: Faults, id: string, count: number): Promise<number[]> {
  const host = id.startsWith('forms') ? 'forms.googleapis.com' : 'www.googleapis.com';
  const answer = async (): Promise<Response> => new Response('ok');
  const route: Route = { id, method: 'GET', host, template: '/', answer };
  const struck: number[] = [];
  for (let nth = 1; nth <= count; nth++) {
    const request = new Request(`https://${host}/`);
    const call = { request, url: new URL(request.url), query: new URLSearchParams() } as WireCall;
    if (!(await faults.around(route, call, answer)).ok) struck.push(nth);
  }
  return struck;
}

describe('a fault profile', () => {
  for (const [wrong, problem] of WRONG) {
    it(`refuses ${JSON.stringify(wrong)}, naming the field and what it should be`, () => {
      assert.throws(() => readFaultRules([wrong], CALLS), { message: problem });
    });
  }

  it('may hold every fault there is, wherever it can strike', () => {
    const rules = FAULT_NAMES.map((fault) => rule(fault));
    assert.deepEqual(readFaultRules(rules, CALLS), rules);
    assert.throws(() => readFaultRules({ ...rules }, CALLS), /must be a list of rules/);
  });

  it('names each rule that is wrong', () => {
    const rules = [rule('err500'), { call: 'x', fault: 'err503', nth: 1 }, { fault: 'y' }];
    assert.throws(
      () => readFaultRules(rules, CALLS),
      /faults\[1\]\.call: .*; faults\[2\]\.fault: /,
    );
  });
});

describe('an armed fault', () => {
  it('strikes the call it names, so many times from the nth on, and no other', async () => {
    const faults = faultsOf([rule('err503', { call: 'drive.files.get', nth: 2, times: 2 })]);
    assert.deepEqual(await struckOf(faults, 'drive.files.list', 4), []);
    assert.deepEqual(await struckOf(faults, 'drive.files.get', 6), [2, 3]);
    assert.deepEqual(
      faults.strikes().map(({ fault, call, at }) => [fault, call, at]),
      [
        ['err503', 'drive.files.get', 1000],
        ['err503', 'drive.files.get', 1000],
      ],
    );
    assert.deepEqual(
      faults.armed().map(({ met, struck }) => [met, struck]),
      [[6, 2]],
    );
  });

  it('strikes the same calls for the same seed, and others for another', async () => {
    const drawn = (seed: number) =>
      struckOf(faultsOf([{ call: '*', fault: 'err500', rate: 0.3, seed }]), 'drive.files.get', 200);
    const first = await drawn(7);
    assert.ok(first.length > 30 && first.length < 90, String(first.length));
    assert.deepEqual(await drawn(7), first);
    assert.notDeepEqual(await drawn(8), first);
  });

  it('meets every call but that for a token under *', async () => {
    const faults = faultsOf([{ call: '*', fault: 'rate403', rate: 1 }]);
    assert.deepEqual(await struckOf(faults, 'forms.forms.get', 2), [1, 2]);
    assert.deepEqual(await struckOf(faults, 'oauth2.token', 2), []);
    assert.equal(faults.push().kind, 'delivered');
  });

  it('that withdraws access refuses everything until somebody connects again', async () => {
    const faults = faultsOf([rule('grantRevoked', { call: 'drive.files.get' })]);
    assert.deepEqual(await struckOf(faults, 'drive.files.list', 1), []);
    assert.deepEqual(await struckOf(faults, 'drive.files.get', 1), [1]);
    assert.deepEqual(await struckOf(faults, 'drive.files.list', 2), [1, 2]);
    assert.deepEqual(await struckOf(faults, 'oauth2.token', 1), [1]);
    faults.reconnect();
    assert.deepEqual(await struckOf(faults, 'drive.files.list', 1), []);
  });

  it('can be taken back, and what it withdrew comes back with it', async () => {
    const faults = faultsOf([]);
    const { id } = faults.arm(rule('grantRevoked'));
    assert.deepEqual(await struckOf(faults, 'drive.files.get', 1), [1]);
    assert.equal(faults.disarm(id), true);
    assert.equal(faults.disarm(id), false);
    assert.deepEqual(await struckOf(faults, 'drive.files.get', 1), []);
  });

  it('decides what becomes of a notification', () => {
    const faults = faultsOf([
      rule('pushTwice', { nth: 2 }),
      rule('pushLate', { nth: 3 }),
      rule('watchExpired', { nth: 4 }),
      rule('watchSuspended', { nth: 5 }),
    ]);
    const fates = [1, 2, 3, 4, 5, 6].map(() => faults.push());
    const delivered = { kind: 'delivered', times: 1, lateMs: 0 };
    assert.deepEqual(fates, [
      delivered,
      { ...delivered, times: 2 },
      { ...delivered, lateMs: 10 },
      { kind: 'expired' },
      { kind: 'suspended' },
      delivered,
    ]);
  });
});
