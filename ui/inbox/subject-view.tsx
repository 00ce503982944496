/** The content under review, by its kind. */
import type { JSX } from 'preact';
import { Empty } from '../kit/standing.tsx';
import type { Checkpoint, GapReport, Manifest, Question, ScriptSet, Source } from './checkpoint.ts';
import { GapsView } from './gaps-view.tsx';
import type { CardActs } from './question-card.tsx';
import { QuestionsView } from './questions-view.tsx';
import { ReleaseView } from './release-view.tsx';
import { ScriptsView } from './scripts-view.tsx';
import type { Reviewing } from './use-review.ts';

export interface SubjectProps {
  checkpoint: Checkpoint;
  reviewing: Reviewing;
  editing: string | null;
  actsFor: (item: Question) => CardActs | null;
  onSource: (source: Source) => void;
}

export function SubjectView({ onSource, ...props }: SubjectProps): JSX.Element {
  const { content, kind, artifact } = props.checkpoint;
  if (!content)
    return (
      <Empty title="The content cannot be shown">
        {artifact ? (
          <p>
            <a href={artifact.url}>Open the file {artifact.name}</a> instead.
          </p>
        ) : (
          <p>The file it is about is gone. Ask for changes to have it made anew.</p>
        )}
      </Empty>
    );
  switch (kind) {
    case 'questions':
      return <QuestionsView {...props} onSource={({ source }) => onSource(source)} />;
    case 'gaps':
      return <GapsView report={content as GapReport} />;
    case 'scripts':
      return <ScriptsView set={content as ScriptSet} onSource={onSource} />;
    case 'release':
      return <ReleaseView manifest={content as Manifest} workflow={props.checkpoint.workflow_id} />;
  }
}
