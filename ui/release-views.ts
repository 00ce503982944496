/** Scripts and releases to approve: what will be shown and said, and what will be handed out. */
import type { Manifest, ScriptSet } from './checkpoint.ts';
import { h } from './dom.ts';
import { sourceView } from './sources.ts';
import { fileSize } from './times.ts';
import { count, fileName, inWords, sentence } from './words.ts';

/** Each topic: slides as they will look, with the words spoken over them and where they come from. */
export function scriptsView(set: ScriptSet): HTMLElement {
  return h(
    'div',
    null,
    set.topics.map((topic) =>
      h(
        'section',
        { class: 'topic' },
        h('h2', null, topic.title),
        h('p', { class: 'soft' }, count(topic.segments.length, 'slide')),
        h(
          'ol',
          { class: 'segments' },
          topic.segments.map(({ slide, text, source }) =>
            h(
              'li',
              { class: 'segment' },
              h(
                'div',
                { class: 'slide' },
                h('p', { class: 'slide-title' }, slide.title),
                slide.bullets.length > 0
                  ? h(
                      'ul',
                      null,
                      slide.bullets.map((bullet) => h('li', null, bullet)),
                    )
                  : null,
              ),
              h(
                'div',
                { class: 'spoken' },
                h('h3', null, 'Spoken'),
                h('p', null, text),
                source
                  ? sourceView(source)
                  : h('p', { class: 'soft' }, 'Linking words, without a source.'),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** What is filed and will be shared, by folder. */
export function releaseView({ files }: Manifest): HTMLElement {
  const folders = Map.groupBy(files, ({ folder }) => folder);
  return h(
    'section',
    null,
    h('h2', null, `${count(files.length, 'file')} to release`),
    h(
      'p',
      { class: 'soft' },
      'After approval every learner gets a link to their own deck and to the videos.',
    ),
    [...folders].map(([folder, inside]) =>
      h(
        'section',
        null,
        h('h3', null, sentence(inWords(folder))),
        h(
          'div',
          { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': `Files in ${folder}` },
          h(
            'table',
            null,
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                ['File', 'Kind', 'Version', 'Size'].map((name) => h('th', { scope: 'col' }, name)),
              ),
            ),
            h(
              'tbody',
              null,
              inside.map((file) =>
                h(
                  'tr',
                  null,
                  h('th', { scope: 'row' }, fileLink(file)),
                  h('td', null, sentence(inWords(file.type))),
                  h('td', null, file.version),
                  h('td', { class: 'nowrap' }, fileSize(file.bytes)),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Only links a browser can open lead anywhere. */
function fileLink({ name, link }: Manifest['files'][number]): HTMLElement | string {
  return /^https?:|^\//.test(link.url)
    ? h('a', { href: link.url, target: '_blank', rel: 'noreferrer' }, fileName(name))
    : fileName(name);
}
