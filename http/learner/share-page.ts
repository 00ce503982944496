/** What was made for a learner, as one page: the deck, and each topic once as a video or to read. */

import { kindInWords, sizeInWords } from '../drive/words.ts';
import { html } from '../page.ts';
import type { StoredArtifact } from '../server-ports.ts';
import { type CaptionLine, momentOf } from './captions.ts';

type Markup = ReturnType<typeof html>;
type Shared = Pick<
  StoredArtifact,
  'id' | 'type' | 'name' | 'mime' | 'bytes' | 'meta' | 'created_at'
>;

/**
 * @param base address of the page; files lie below it.
 * @param lines what is said in a video, by the id of its captions.
 */
export function shareMarkup(
  base: string,
  shared: Shared[],
  lines: ReadonlyMap<string, CaptionLine[]> = new Map(),
): Markup {
  if (shared.length === 0)
    return html`<p>There is nothing here yet. Come back after your trainer has released the material.</p>`;
  const decks = shared.filter(({ type }) => type === 'deck');
  const reports = shared.filter(({ type }) => type === 'learner_report');
  return html`${reports.map((report) => reportMarkup(base, report))}${decks.map((deck) => deckMarkup(base, deck))}
${newestOfTopics(shared).map((main, index) => topicMarkup(base, shared, main, index === 0, lines))}`;
}

function reportMarkup(base: string, report: Shared): Markup {
  return html`<section id="report" class="card"><h2>Your report</h2><p>Each area with how sure the finding is, and where to read on. It can be printed.</p><p><a class="button" href="${base}/${report.id}">Open the report</a></p></section>`;
}

function deckMarkup(base: string, deck: Shared): Markup {
  return html`<section id="deck" class="card"><h2>Your slides</h2><p>What is worth another look, with its sources.</p><p><a class="button" href="${base}/${deck.id}">Download the slides</a></p>
<p class="note"><bdi>${deck.name}</bdi> · ${kindInWords(deck)} · ${sizeInWords(deck.bytes)}</p></section>`;
}

function topicMarkup(
  base: string,
  shared: Shared[],
  main: Shared,
  isFirst: boolean,
  lines: ReadonlyMap<string, CaptionLine[]>,
): Markup {
  const link = ({ id }: Shared) => `${base}/${id}`;
  const anchor = isFirst ? html` id="videos"` : '';
  const [captions, poster, transcript] = ['captions', 'poster', 'transcript'].map((type) =>
    shared.find((each) => each.type === type && topicOf(each) === topicOf(main)),
  );
  const read = transcript
    ? html`<p><a href="${link(transcript)}">Transcript of this video</a></p>`
    : '';
  if (main.type === 'storyboard')
    return html`<section${anchor} class="card"><h2>${topicOf(main)}</h2><p><a class="button" href="${link(main)}">Read the storyboard</a></p>${read}<p class="note">In degraded form: the video of this topic could not be made, so here it is to read.</p></section>`;
  const said = captions === undefined ? [] : (lines.get(captions.id) ?? []);
  return html`<section${anchor} class="card"><h2>${topicOf(main)}</h2>
<div class="film" data-film><video controls preload="none" aria-label="Video: ${topicOf(main)}"${poster ? html` poster="${link(poster)}"` : ''}><source src="${link(main)}" type="video/mp4">${captions ? html`<track kind="captions" srclang="en" label="English" src="${link(captions)}" default>` : ''}</video>${said.length === 0 ? '' : saidMarkup(topicOf(main), said)}</div>
${read}<p class="note">Synthetic presenter. ${sizeInWords(main.bytes)}.${isDegraded(main) ? ' In degraded form: the video was made in a simpler way than planned.' : ''}</p></section>`;
}

/** With a script each line leads to its moment, and the one being said is marked. */
function saidMarkup(topic: string, said: CaptionLine[]): Markup {
  return html`<details class="said" open><summary>What is said</summary><ol data-lines tabindex="0" aria-label="What is said in ${topic}">${said.map(
    ({ from, text }) =>
      html`<li data-from="${from}"><span class="at">${momentOf(from)}</span> <span>${text}</span></li>`,
  )}</ol></details>`;
}

/**
 * A topic made again may have become a storyboard, or a video once more; the latest one counts.
 * The topics stay in the order in which they came first.
 */
export function newestOfTopics<S extends Shared>(shared: S[]): S[] {
  const newest = new Map<string, S>();
  for (const each of shared) {
    if (each.type !== 'video' && each.type !== 'storyboard') continue;
    const known = newest.get(topicOf(each));
    if (!known || each.created_at >= known.created_at) newest.set(topicOf(each), each);
  }
  return [...newest.values()];
}

function topicOf({ meta, name }: Pick<Shared, 'meta' | 'name'>): string {
  return String(meta.topic ?? name);
}

function isDegraded({ meta }: Shared): boolean {
  return Array.isArray(meta.degraded) && meta.degraded.length > 0;
}
