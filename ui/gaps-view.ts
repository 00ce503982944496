/** The gap analysis in a readable table: a verdict for each learner and domain, and what it rests on. */
import type { GapReport, Verdict } from './checkpoint.ts';
import { h } from './dom.ts';
import { glyph, type Tone } from './glyphs.ts';
import { notice } from './status-views.ts';
import { inWords, sentence } from './words.ts';

const VERDICTS: Record<Verdict, { word: string; tone: Tone }> = {
  gap: { word: 'Gap', tone: 'failed' },
  undetermined: { word: 'Undetermined', tone: 'waiting' },
  mastered: { word: 'Mastered', tone: 'done' },
};

/** The whole report, cohort first. */
export function gapsView(report: GapReport): HTMLElement {
  const { cohort } = report;
  return h(
    'section',
    { 'aria-labelledby': 'gaps-title' },
    h('h2', { id: 'gaps-title' }, 'The group'),
    h(
      'dl',
      { class: 'facts' },
      fact('Answered', `${cohort.answered} of ${cohort.invited}`),
      fact('Mean score', percent(cohort.mean_score)),
      fact('Pass mark', percent(report.pass_mark)),
      fact('Weak in common', cohort.common_weak_areas.join(', ') || 'none'),
    ),
    cohort.statements.length > 0
      ? notice(
          'waiting',
          h(
            'ul',
            null,
            cohort.statements.map((text) => h('li', null, text)),
          ),
        )
      : null,
    table(
      'Domains of the group',
      ['Domain', 'In gap', 'Undetermined', 'Mastered'],
      cohort.domains.map((each) => [each.domain, each.in_gap, each.undetermined, each.mastered]),
    ),
    h('h2', null, 'Each learner'),
    learners(report),
    h(
      'details',
      { class: 'fold' },
      h('summary', null, 'Statistics of the questions'),
      statistics(report),
    ),
  );
}

function learners({ learners: all }: GapReport): HTMLElement {
  const domains = [...new Set(all.flatMap((each) => each.domains.map(({ domain }) => domain)))];
  return h(
    'div',
    {
      class: 'scroller',
      role: 'region',
      tabindex: '0',
      'aria-label': 'Verdicts by learner and domain',
    },
    h(
      'table',
      { class: 'verdicts' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Learner', 'Score', ...domains].map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        all.map((each) =>
          h(
            'tr',
            null,
            h(
              'th',
              { scope: 'row' },
              each.learner,
              h(
                'span',
                { class: 'sub' },
                each.answered ? (each.passed ? 'Passed' : 'Not passed') : 'Did not answer',
              ),
            ),
            h('td', null, percent(each.score)),
            each.answered
              ? domains.map((domain) =>
                  verdictCell(each.domains.find((one) => one.domain === domain)),
                )
              : h('td', { colspan: Math.max(1, domains.length) }, each.statement),
          ),
        ),
      ),
    ),
  );
}

function verdictCell(
  result: GapReport['learners'][number]['domains'][number] | undefined,
): HTMLElement {
  if (!result) return h('td', null, '–');
  const { word, tone } = VERDICTS[result.verdict];
  return h(
    'td',
    { class: tone },
    h('span', { class: `pill ${tone}` }, glyph(tone, 12), word),
    h('span', { class: 'sub' }, `${result.correct} of ${result.items} right`),
  );
}

function statistics({ cohort }: GapReport): HTMLElement {
  return table(
    'Statistics of the questions',
    ['Question', 'Answers', 'Right', 'Discrimination', 'Notes'],
    cohort.item_statistics.map(({ item, n, facility, discrimination, flags }) => [
      item,
      n,
      percent(facility),
      discrimination === null ? '–' : discrimination.toFixed(2),
      flags.map((flag) => sentence(inWords(flag))).join(', '),
    ]),
  );
}

function table(name: string, headings: string[], rows: (string | number)[][]): HTMLElement {
  return h(
    'div',
    { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': name },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          headings.map((each) => h('th', { scope: 'col' }, each)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(([first, ...rest]) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, first),
            rest.map((cell) => h('td', null, cell)),
          ),
        ),
      ),
    ),
  );
}

function fact(name: string, value: string): HTMLElement {
  return h('div', null, h('dt', null, name), h('dd', null, value));
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)} %`;
}
