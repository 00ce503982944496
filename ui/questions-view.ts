/** Questions to review: each beside its source passage, to edit or drop before approving. */
import type { Edit, Question, QuestionSet } from './checkpoint.ts';
import { h } from './dom.ts';
import { glyph } from './glyphs.ts';
import { sourceView } from './sources.ts';
import { notice, pill, tag } from './status-views.ts';
import { count, inWords, sentence } from './words.ts';

/** @param onEdits is told all pending changes whenever one is made or taken back. */
export function questionsView(
  set: QuestionSet,
  canEdit: boolean,
  onEdits: (edits: Edit[]) => void,
): HTMLElement {
  const edits = new Map<string, Edit>();
  const change = (id: string, edit: Edit | null): void => {
    if (edit) edits.set(id, edit);
    else edits.delete(id);
    onEdits([...edits.values()]);
  };
  return h(
    'section',
    { 'aria-labelledby': 'questions-title' },
    h('h2', { id: 'questions-title' }, count(set.items.length, 'question')),
    blueprint(set),
    h(
      'ol',
      { class: 'questions' },
      set.items.map((item, index) => questionCard(item, index + 1, canEdit, change)),
    ),
  );
}

function blueprint({ blueprint: lines }: QuestionSet): HTMLElement {
  const short = lines.filter(({ got, wanted }) => got < wanted);
  const table = h(
    'details',
    { class: 'fold' },
    h('summary', null, 'Blueprint by domain'),
    h(
      'div',
      { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Blueprint' },
      h(
        'table',
        null,
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['Domain', 'Asked for', 'Made', 'Why fewer'].map((name) =>
              h('th', { scope: 'col' }, name),
            ),
          ),
        ),
        h(
          'tbody',
          null,
          lines.map((line) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, line.domain),
              h('td', null, line.wanted),
              h('td', null, line.got),
              h('td', null, line.reason ?? ''),
            ),
          ),
        ),
      ),
    ),
  );
  if (short.length === 0) return table;
  return h(
    'div',
    null,
    notice(
      'waiting',
      h('p', { class: 'strong' }, 'Fewer questions than the blueprint asks for'),
      h(
        'ul',
        null,
        short.map(({ domain, got, wanted, reason }) =>
          h('li', null, `${domain}: ${got} of ${wanted}${reason ? `. ${sentence(reason)}` : ''}`),
        ),
      ),
    ),
    table,
  );
}

type Change = (id: string, edit: Edit | null) => void;

function questionCard(
  item: Question,
  number: number,
  canEdit: boolean,
  change: Change,
): HTMLElement {
  const host = h('li', { class: 'question', tabindex: '-1', 'data-question': item.id });
  const show = (edit: Edit | null): void => {
    const dropped = edit?.drop === true;
    host.classList.toggle('dropped', dropped);
    host.classList.toggle('edited', edit !== null && !dropped);
    const now = { ...item, ...(edit ?? {}) };
    host.replaceChildren(
      h(
        'div',
        { class: 'ask' },
        h('h3', null, `${number}. ${now.stem}`),
        h(
          'ol',
          { class: 'options', type: 'A' },
          now.options.map((option, index) => optionLine(option, index === now.key)),
        ),
        item.rationale && item.rationale !== item.source.quote
          ? h('p', { class: 'soft' }, item.rationale)
          : null,
        h('p', { class: 'row' }, tags(item, edit)),
        canEdit ? buttons(edit) : null,
      ),
      sourceView(item.source),
    );
  };
  const set = (edit: Edit | null): void => {
    change(item.id, edit);
    show(edit);
    host.querySelector<HTMLElement>('button')?.focus();
  };
  const buttons = (edit: Edit | null): HTMLElement => {
    const label = (verb: string) => `${verb} question ${number}`;
    return h(
      'p',
      { class: 'row' },
      edit?.drop
        ? null
        : h(
            'button',
            {
              type: 'button',
              class: 'small',
              'aria-label': label('Edit'),
              'data-edit': '',
              onclick: () => open(edit),
            },
            'Edit',
          ),
      edit === null
        ? h(
            'button',
            {
              type: 'button',
              class: 'small',
              'aria-label': label('Drop'),
              onclick: () => set({ id: item.id, drop: true }),
            },
            'Drop',
          )
        : h(
            'button',
            {
              type: 'button',
              class: 'small',
              'aria-label': label('Undo changes of'),
              onclick: () => set(null),
            },
            'Undo changes',
          ),
    );
  };
  const open = (edit: Edit | null): void => {
    const form = editor(
      { ...item, ...(edit ?? {}) },
      number,
      (draft) => change(item.id, differing(item, draft)),
      (next) => set(differing(item, next)),
      () => set(edit),
    );
    host.replaceChildren(form, sourceView(item.source));
    form.querySelector('textarea')?.focus();
  };
  show(null);
  return host;
}

function optionLine(option: string, isKey: boolean): HTMLElement {
  return h(
    'li',
    { class: isKey ? 'key' : '' },
    option,
    isKey ? h('span', { class: 'pill done' }, glyph('done', 12), 'Key') : null,
  );
}

function tags(item: Question, edit: Edit | null): HTMLElement[] {
  const changed =
    edit === null ? [] : [pill('active', edit.drop ? 'Will be dropped' : 'Changed, not sent yet')];
  const verified = item.knowledge_source_verified
    ? pill('done', 'Source verified')
    : pill('failed', 'Source not verified');
  const flaws = item.flaws.map((flaw) => pill('waiting', sentence(inWords(flaw))));
  return [
    ...changed,
    tag(item.domain),
    tag(sentence(item.difficulty_estimate)),
    verified,
    ...flaws,
  ];
}

/** @param drafted is told at every valid change, so that what was typed but not kept is saved too. */
function editor(
  item: Question,
  number: number,
  drafted: (draft: Question) => void,
  done: (next: Question) => void,
  back: () => void,
): HTMLFormElement {
  const stem = h('textarea', { id: `stem-${item.id}`, rows: 3, required: true }, item.stem);
  const options = item.options.map((option, index) => ({
    text: h('input', {
      id: `option-${item.id}-${index}`,
      value: option,
      required: true,
      'aria-label': `Option ${letter(index)}`,
    }),
    key: h('input', {
      type: 'radio',
      name: `key-${item.id}`,
      checked: index === item.key,
      'aria-label': `Option ${letter(index)} is the key`,
    }),
  }));
  const form = h(
    'form',
    { class: 'ask editor', 'aria-label': `Edit question ${number}` },
    h('label', { for: `stem-${item.id}` }, `Question ${number}`),
    stem,
    h('p', { class: 'hint' }, 'Options; the marked one is the key'),
    options.map(({ text, key }, index) =>
      h(
        'div',
        { class: 'option-edit' },
        key,
        h('span', { 'aria-hidden': 'true' }, letter(index)),
        text,
      ),
    ),
    h(
      'p',
      { class: 'row' },
      h('button', { class: 'primary small', type: 'submit' }, 'Keep changes'),
      h('button', { class: 'small', type: 'button', onclick: back }, 'Cancel'),
    ),
  );
  const typed = (): Question => ({
    ...item,
    stem: stem.value.trim(),
    options: options.map(({ text }) => text.value.trim()),
    key: Math.max(
      0,
      options.findIndex(({ key }) => key.checked),
    ),
  });
  form.addEventListener('input', () => {
    if (form.checkValidity()) drafted(typed());
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    done(typed());
  });
  return form;
}

/** Only what differs travels; null when nothing does. */
function differing(before: Question, after: Question): Edit | null {
  const edit: Edit = { id: before.id };
  if (after.stem !== before.stem) edit.stem = after.stem;
  if (after.options.join('\n') !== before.options.join('\n')) {
    edit.options = after.options;
    edit.key = after.key;
  } else if (after.key !== before.key) edit.key = after.key;
  return Object.keys(edit).length > 1 ? edit : null;
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
