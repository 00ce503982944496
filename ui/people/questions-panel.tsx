/** How each question did with this cohort, in plain words. */
import type { JSX } from 'preact';
import { Fold, Panel } from '../kit/page.tsx';
import type { Asked } from './people-data.ts';

const LETTERS = 'ABCDEFGHIJKL';

export function QuestionsPanel({ questions }: { questions: Asked[] }): JSX.Element {
  const domains = [...new Set(questions.map(({ domain }) => domain))];
  return (
    <Panel title="How the questions did">
      {domains.map((domain) => {
        const own = questions.filter((each) => each.domain === domain);
        return (
          <Fold key={domain} title={`${domain} (${own.length})`}>
            <ul class="people-asked">
              {own.map((each) => (
                <li key={each.item}>
                  <p class="strong">{each.stem}</p>
                  <p class="soft">{chosenInWords(each)}</p>
                  <ul>
                    {each.statistics.says.map((words) => (
                      <li key={words}>{words}</li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          </Fold>
        );
      })}
    </Panel>
  );
}

/** "A (the answer) 3 · B 1 · C 0": counts carry no claim, so they stand at any size. */
function chosenInWords({ key, statistics }: Asked): string {
  return statistics.option_counts
    .map((count, index) => `${LETTERS[index]}${index === key ? ' (the answer)' : ''} ${count}`)
    .join(' · ');
}
