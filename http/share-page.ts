/** What was made for a learner, as one page: the deck, and each topic once as a video or to read. */
import { html } from './page.ts';
import type { StoredArtifact } from './server-ports.ts';

type Markup = ReturnType<typeof html>;
type Shared = Pick<StoredArtifact, 'id' | 'type' | 'name' | 'meta' | 'created_at'>;

/** @param base address of the page; files lie below it. */
export function shareMarkup(base: string, shared: Shared[]): Markup {
  if (shared.length === 0)
    return html`<p>There is nothing here yet. Come back after your trainer has released the material.</p>`;
  const decks = shared.filter(({ type }) => type === 'deck');
  const link = ({ id }: Shared) => `${base}/${id}`;
  return html`${decks.map((deck) => html`<section><h2>Your remediation deck</h2><p><a class="button" href="${link(deck)}">Download the slides</a> (PowerPoint)</p></section>`)}
${newestOfTopics(shared).map((main) => {
  const [captions, poster, transcript] = ['captions', 'poster', 'transcript'].map((type) =>
    shared.find((each) => each.type === type && topicOf(each) === topicOf(main)),
  );
  const read = transcript ? html`<p><a href="${link(transcript)}">Transcript</a></p>` : '';
  if (main.type === 'storyboard')
    return html`<section><h2>${topicOf(main)}</h2><p><a class="button" href="${link(main)}">Read the storyboard</a></p>${read}<p class="note">In degraded form: the video of this topic could not be made, so here it is to read.</p></section>`;
  return html`<section><h2>${topicOf(main)}</h2>
<video controls preload="metadata" ${poster ? html`poster="${link(poster)}"` : ''}><source src="${link(main)}" type="video/mp4">${captions ? html`<track kind="captions" srclang="en" label="English" src="${link(captions)}" default>` : ''}</video>
${read}<p class="note">Synthetic presenter.${isDegraded(main) ? ' In degraded form: the video was made in a simpler way than planned.' : ''}</p></section>`;
})}`;
}

/**
 * A topic made again may have become a storyboard, or a video once more; the latest one counts.
 * The topics stay in the order in which they came first.
 */
function newestOfTopics(shared: Shared[]): Shared[] {
  const newest = new Map<string, Shared>();
  for (const each of shared) {
    if (each.type !== 'video' && each.type !== 'storyboard') continue;
    const known = newest.get(topicOf(each));
    if (!known || each.created_at >= known.created_at) newest.set(topicOf(each), each);
  }
  return [...newest.values()];
}

function topicOf({ meta, name }: Shared): string {
  return String(meta.topic ?? name);
}

function isDegraded({ meta }: Shared): boolean {
  return Array.isArray(meta.degraded) && meta.degraded.length > 0;
}
