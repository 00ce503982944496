/** A question's past: its versions and what changed, who did what, and which workflows asked it. */
import type { JSX } from 'preact';
import { Fold, Panel } from '../kit/page.tsx';
import { Time } from '../kit/time.tsx';
import { historyWords, type Item } from './bank-data.ts';
import { ContentDiff } from './content-diff.tsx';

export function Versions({ item }: { item: Item }): JSX.Element | null {
  const { versions } = item;
  if (versions.length < 2) return null;
  return (
    <Panel title="Versions">
      {versions.slice(0, -1).map((version, index) => {
        const before = versions[index + 1];
        return (
          <Fold
            key={version.version}
            open={index === 0}
            title={
              <>
                Version {version.version} by {version.author}, <Time at={version.at} />
              </>
            }
          >
            {version.reason && <p class="soft">{version.reason}</p>}
            {before && <ContentDiff before={before.content} after={version.content} />}
            {before && before.hash !== version.hash && before.statistics.n > 0 && (
              <p class="hint">
                Version {before.version} was answered by {before.statistics.n}:{' '}
                {before.statistics.says[0]} Statistics began anew with this wording.
              </p>
            )}
          </Fold>
        );
      })}
    </Panel>
  );
}

export function Uses({ item }: { item: Item }): JSX.Element {
  return (
    <Panel title="Asked in">
      {item.uses.length === 0 ? (
        <p class="soft">No assessment has asked this question yet.</p>
      ) : (
        <ul class="bank-plain-list">
          {item.uses.map((use) => (
            <li key={use.workflow}>
              <a href={`/w/${encodeURIComponent(use.workflow)}`}>
                {use.certification_name || use.workflow}
              </a>
              <span class="sub">
                <Time at={use.at} />, version {use.version}
                {use.figures
                  ? `: ${use.figures.right} of ${use.figures.n} right`
                  : ', not analysed yet'}{' '}
                · <a href={`/cohorts/${encodeURIComponent(use.workflow)}`}>cohort</a>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function History({ item }: { item: Item }): JSX.Element {
  return (
    <Panel title="History">
      <ol class="bank-history">
        {item.history.map((line, index) => (
          <li key={`${line.at} ${index}`}>
            <p>
              <strong>{line.actor}</strong> {historyWords(line)}
            </p>
            <p class="sub">
              <Time at={line.at} />
              {line.comment && <>: “{line.comment}”</>}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
