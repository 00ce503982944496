/** `/inbox/:id`: what is to be decided, in full, and the decision beside it. */
import './inbox.css';
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { Failure, Loading } from '../kit/standing.tsx';
import { actingAs } from '../wire/person.ts';
import { ReviewPage } from './review-page.tsx';
import { useCheckpoint } from './use-checkpoint.ts';

export default function CheckpointPage(): JSX.Element {
  const { params } = useRoute();
  const id = params.id ?? '';
  const me = actingAs();
  const watched = useCheckpoint(id, me);
  const { checkpoint, error, reload } = watched;
  if (checkpoint !== null && checkpoint.id === id)
    return <ReviewPage key={`${id} ${me}`} watched={watched} checkpoint={checkpoint} me={me} />;
  if (error === null) return <Loading what="Opening the review" />;
  return (
    <Failure heading={1} error={error} onRetry={() => void reload()}>
      <a href="/inbox">Inbox</a>
    </Failure>
  );
}
