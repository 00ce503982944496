/** An address that leads nowhere. */
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { Page } from '../kit/page.tsx';
import { Empty } from '../kit/standing.tsx';

export default function NotFound(): JSX.Element {
  const { path } = useLocation();
  return (
    <Page title="Not found">
      <Empty title={`There is no page ${path.slice(0, 200)}`}>
        <p>The address may be incomplete, or what it named may have been moved.</p>
        <p class="row centred">
          <a href="/w">All workflows</a> <a href="/inbox">Inbox</a>
        </p>
      </Empty>
    </Page>
  );
}
