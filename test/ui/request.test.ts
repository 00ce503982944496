import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { allot } from '../../actors/assessment/blueprint.ts';
import { PRESENTERS as DRAWN } from '../../actors/avatar/presenter.ts';
import { parse, workflowRequest } from '../../http/schemas.ts';
import {
  balanced,
  balanceOf,
  evened,
  pastedDomains,
  questionsPerDomain,
  WHOLE,
  weightOf,
} from '../../ui/request/blueprint.ts';
import { faultsOf, fieldId, SECTIONS, sectionOf } from '../../ui/request/check.ts';
import { type Draft, draftOf, emptyDraft, idOf, requestOf } from '../../ui/request/draft.ts';
import { aboutWords, longestWait, machineWords } from '../../ui/request/duration.ts';
import { fileRefusal } from '../../ui/request/file-refusal.ts';
import { createDraftKeeper, type Shelf } from '../../ui/request/kept-draft.ts';
import { cellsIn, learnerFaults, learnersIn, withIds } from '../../ui/request/learners.ts';
import { PRESENTERS } from '../../ui/request/presenters.ts';

let keys = 0;
const newKey = (): string => {
  keys += 1;
  return `k${keys}`;
};
const domains = (...weights: string[]) =>
  weights.map((weight, index) => ({
    key: newKey(),
    name: `Domain ${index + 1}`,
    weight,
    objectives: '',
  }));
const example = (): Record<string, unknown> =>
  parseYaml(readFileSync(new URL('../../examples/request.yaml', import.meta.url), 'utf8'));

describe('weights of a blueprint', () => {
  it('are read as people type them', () => {
    for (const [typed, hundredths] of [
      ['30', 3000],
      ['17,5', 1750],
      [' 17.5 % ', 1750],
      ['100', WHOLE],
    ] as const)
      assert.equal(weightOf(typed), hundredths, typed);
    for (const typed of ['', '-1', '101', '1e1', 'x', '1.234', '1 0'])
      assert.equal(weightOf(typed), null, typed);
  });

  it('say what is missing or too much', () => {
    assert.match(balanceOf(domains('30', '40')).words, /70 %: 30 % to go/);
    assert.match(balanceOf(domains('80', '40')).words, /20 % too much/);
    assert.match(balanceOf(domains('100', '')).words, /one domain is without a weight/);
    assert.equal(balanceOf(domains('33.33', '33.33', '33.34')).isWhole, true);
  });

  it('balancing fills the open ones, or scales when none is open', () => {
    assert.deepEqual(
      balanced(domains('50', '', '')).map(({ weight }) => weight),
      ['50', '25', '25'],
    );
    assert.deepEqual(
      balanced(domains('10', '30')).map(({ weight }) => weight),
      ['25', '75'],
    );
  });

  it('balanced in whatever way, they always come to 100', () => {
    const typed = fc.oneof(
      fc.constant(''),
      fc.integer({ min: 0, max: WHOLE }).map((hundredths) => String(hundredths / 100)),
    );
    fc.assert(
      fc.property(fc.array(typed, { minLength: 1, maxLength: 30 }), (weights) => {
        assert.equal(balanceOf(balanced(domains(...weights))).sum, WHOLE);
        assert.equal(balanceOf(evened(domains(...weights))).sum, WHOLE);
      }),
    );
  });

  it('promise the number of questions that the server then makes', () => {
    const weights = fc.array(fc.integer({ min: 1, max: WHOLE }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 500 }), (hundredths, count) => {
        const named = domains(...hundredths.map((each) => String(each / 100)));
        const asked = named.map(({ name, weight }) => ({ name, weight: Number(weight) }));
        const made = allot(asked, count).map(({ wanted }) => wanted);
        assert.deepEqual(questionsPerDomain(named, count), made);
      }),
    );
  });
});

describe('a pasted list of domains', () => {
  const read = (text: string) =>
    pastedDomains(text).map(({ name, weight, objectives }) => [name, weight, objectives]);

  it('is understood in the ways people write it', () => {
    assert.deepEqual(read('Networks 30%\nStorage – 20,5 %\nSecurity (49.5%)'), [
      ['Networks', '30', ''],
      ['Storage', '20.5', ''],
      ['Security', '49.5', ''],
    ]);
    assert.deepEqual(read('1. Networks\t30\tRouting, Naming\n2. Storage\t70'), [
      ['Networks', '30', 'Routing\nNaming'],
      ['Storage', '70', ''],
    ]);
    assert.deepEqual(read('Networks: Routing, Naming\n\nWeb 2.0'), [
      ['Networks', '', 'Routing\nNaming'],
      ['Web 2.0', '', ''],
    ]);
    assert.deepEqual(read('Networks 30\n  - Routing\n  - Naming\nStorage 70'), [
      ['Networks', '30', 'Routing\nNaming'],
      ['Storage', '70', ''],
    ]);
    assert.deepEqual(read('- IPv6\n- Naming 40 %'), [
      ['IPv6', '', ''],
      ['Naming', '40', ''],
    ]);
  });
});

describe('learners out of a spreadsheet', () => {
  it('come with headings in any order, or without any', () => {
    const expected = [{ id: '', name: 'Zelda Quibble', email: 'zelda@example.org' }];
    for (const text of [
      'Email\tName\nzelda@example.org\tZelda Quibble',
      'First name;Last name;E-mail\nZelda;Quibble;zelda@example.org',
      'Zelda Quibble\tzelda@example.org',
      'zelda@example.org,Zelda Quibble',
      'Zelda Quibble <zelda@example.org>',
      '\uFEFFname,email\r\n"Zelda Quibble",zelda@example.org\r\n',
    ])
      assert.deepEqual(learnersIn(text), expected, text);
    assert.deepEqual(learnersIn('id,name,email\nA7,Zoe,z@e.org'), [
      { id: 'A7', name: 'Zoe', email: 'z@e.org' },
    ]);
  });

  it('quoted cells hold separators, quotes and line breaks', () => {
    assert.deepEqual(cellsIn('"Quibble, Zelda","say ""hi""\nthere"'), [
      ['Quibble, Zelda', 'say "hi"\nthere'],
    ]);
  });

  it('each row says what is wrong with it', () => {
    const faults = learnerFaults([
      { id: 'a', name: 'Zoe', email: 'zoe@example.org' },
      { id: 'b', name: '', email: 'zoe' },
      { id: 'a', name: 'Otto', email: 'ZOE@example.org' },
    ]);
    assert.match(faults[0]?.id ?? '', /more than once/);
    assert.match(faults[1]?.name ?? '', /missing/);
    assert.match(faults[1]?.email ?? '', /no e-mail address/);
    assert.match(faults[2]?.email ?? '', /more than once/);
  });

  it('get ids that nobody has yet', () => {
    const ids = withIds([{ id: 'learner-1' }, { id: '' }, { id: '' }]).map(({ id }) => id);
    assert.deepEqual(ids, ['learner-1', 'learner-2', 'learner-3']);
  });
});

describe('a draft', () => {
  it('of the example is the example again, and the server takes it', () => {
    const { rehearsal: _, ...given } = example();
    const documents = [{ upload: 'upl_1', title: 'One' }];
    const draft = draftOf({ ...given, documents }, newKey);
    assert.deepEqual(faultsOf(draft), []);
    const request = parse(workflowRequest, requestOf(draft, 'educator-mira'));
    assert.deepEqual(request, parse(workflowRequest, { ...given, documents }));
  });

  it('what the page lets pass, the server does not refuse; what it stops, the server names alike', () => {
    const whole = draftOf({ ...example(), documents: [] }, newKey);
    const change = fc.record({
      certification: fc.constantFrom('', 'Pottery', 'x'.repeat(301)),
      organization: fc.constantFrom('', '!!', 'Harbour Lane', 'été'),
      questionCount: fc.constantFrom('0', '1', '20', '500', '501', '2.5', '', 'x'),
      answerHours: fc.constantFrom('0', '0.5', '8760', '9000', ''),
      passMark: fc.constantFrom('0', '5', '70', '100', '101', ''),
      slidesMax: fc.constantFrom('4', '5', '100', '101'),
      topicsMax: fc.constantFrom('0', '3', '21'),
      uploadMinutes: fc.constantFrom('0', '30', '-1'),
      domains: fc.constantFrom(
        whole.domains,
        domains('100'),
        domains('50', '').map((each) => ({ ...each, name: 'Same' })),
        domains('0', '100'),
      ),
      learners: fc.constantFrom(
        whole.learners,
        [{ key: 'x', id: 'a b', name: '', email: 'nobody' }],
        [{ key: 'x', id: 'a', name: 'Zoe', email: 'zoe@example.org' }],
      ),
    });
    fc.assert(
      fc.property(change, (changed) => {
        const draft: Draft = { ...whole, ...changed };
        const faults = faultsOf(draft);
        const sent = JSON.parse(JSON.stringify(requestOf(draft, 'mira@example.org')));
        const refused = refusedPaths(sent);
        if (faults.length === 0) assert.deepEqual(refused, []);
        const named = new Set(faults.map(({ path }) => path));
        // Of a list the server may say less, where the page already says which row.
        for (const path of refused)
          assert.ok(
            [...named].some((each) => each.startsWith(path) || path.startsWith(each)),
            `${path} of ${[...named]}`,
          );
      }),
      { numRuns: 300 },
    );
  });

  it('names an organisation by an id', () => {
    assert.equal(idOf(' Harbour Lane Collège! '), 'harbour-lane-college');
    assert.equal(idOf('!!'), '');
  });

  it('every path has a section and a field of its own', () => {
    assert.equal(sectionOf('certification_context.industry_context'), 'about');
    assert.equal(sectionOf('certification_context.domains[2].weight'), 'blueprint');
    assert.equal(sectionOf('learners[3].email'), 'learners');
    assert.equal(sectionOf('something_new'), 'about');
    assert.equal(fieldId('learners[3].email'), 'field-learners-3-email');
    const shape = Object.keys(workflowRequest.shape).filter((name) => name !== 'rehearsal');
    const known = SECTIONS.flatMap(({ paths }) => [...paths]);
    for (const field of shape)
      assert.ok(
        known.some((path) => path.startsWith(field)),
        `${field} has no section`,
      );
  });
});

describe('a kept draft', () => {
  const shelf = (): Shelf & { text: () => string } => {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
      text: () => [...kept.values()].join(),
    };
  };
  const draft: Draft = {
    ...emptyDraft(newKey),
    certification: 'Pottery',
    learners: [{ key: 'x', id: 'a', name: 'Zelda Quibble', email: 'zelda@example.org' }],
  };

  it('comes back, but its learners only where they were meant to stay', () => {
    const stays = shelf();
    const keeper = createDraftKeeper(stays, shelf());
    keeper.save({ draft, savedAt: 5, keepsLearners: false, unfinished: ['a.pdf'] });
    assert.equal(stays.text().includes('Zelda'), false);
    assert.equal(keeper.load(emptyDraft(newKey))?.draft.learners.length, 1, 'in the same tab');
    const later = createDraftKeeper(stays, shelf()).load(emptyDraft(newKey));
    assert.deepEqual(
      [later?.draft.certification, later?.draft.learners, later?.learnersGone, later?.unfinished],
      ['Pottery', [], 1, ['a.pdf']],
    );
    keeper.save({ draft, savedAt: 6, keepsLearners: true, unfinished: [] });
    assert.match(stays.text(), /Zelda/);
    keeper.save({ draft, savedAt: 7, keepsLearners: false, unfinished: [] });
    assert.equal(stays.text().includes('Zelda'), false, 'a withdrawn consent takes effect');
    keeper.forget();
    assert.equal(keeper.load(emptyDraft(newKey)), null);
  });

  it('a browser that keeps nothing breaks nothing', () => {
    const keeper = createDraftKeeper(null, null);
    assert.equal(keeper.save({ draft, savedAt: 5, keepsLearners: false, unfinished: [] }), false);
    assert.equal(keeper.load(draft), null);
    const broken = shelf();
    broken.setItem('presgen.request-draft', '{not json');
    assert.equal(createDraftKeeper(broken, null).load(draft), null);
  });
});

describe('what the page offers', () => {
  it('is every presenter that can be drawn', () => {
    assert.deepEqual([...PRESENTERS], Object.keys(DRAWN));
  });
});

describe('words about files and time', () => {
  it('a file is refused by its name and size with a way out', () => {
    assert.equal(fileRefusal({ name: 'a.pdf', size: 5 }), null);
    assert.match(fileRefusal({ name: 'a.doc', size: 5 }) ?? '', /save it as .docx/);
    assert.match(fileRefusal({ name: 'a.exe', size: 5 }) ?? '', /kind we cannot read/);
    assert.equal(fileRefusal({ name: 'a.md', size: 0 }), 'is empty');
  });

  it('an estimate says what it goes by', () => {
    assert.equal(aboutWords(20_000), 'less than a minute');
    assert.equal(aboutWords(5 * 60_000), 'about 5 minutes');
    assert.equal(aboutWords(5 * 86_400_000), 'about 5 days');
    assert.match(
      machineWords({ machine_ms: 90_000, runs: 5, runs_needed: 3 }),
      /5 finished requests/,
    );
    assert.match(machineWords({ machine_ms: null, runs: 0, runs_needed: 3 }), /none has/);
    assert.equal(longestWait(emptyDraft(newKey)), 5 * 86_400_000);
  });
});

function refusedPaths(request: unknown): string[] {
  try {
    parse(workflowRequest, request);
    return [];
  } catch (error) {
    return (error as { more: { errors: { path: string }[] } }).more.errors.map(({ path }) => path);
  }
}

describe('looks of decks', () => {
  const looks = (presentation_config: object) =>
    requestOf(draftOf({ presentation_config }, newKey), 'mira').presentation_config;

  it('survive the page, and are left out where none were chosen', () => {
    const brand = { primary: '#123456', accent: '#c05000' };
    const chosen = { max_slides: 12, theme: 'high_contrast', brand };
    assert.deepEqual(looks(chosen), chosen);
    assert.deepEqual(looks({ max_slides: 12 }), { max_slides: 12 });
  });

  it('are left out of drafts kept before there was a choice', () => {
    const { theme: _, brand: __, accent: ___, ...older } = draftOf({}, newKey);
    assert.deepEqual(requestOf(older, 'mira').presentation_config, { max_slides: 20 });
  });
});
