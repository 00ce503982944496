/** QTI 1.2: one document with a section a domain, as a package or by itself. */
import { type Arrived, difficultyOf, type ExchangeItem, type ExchangeSet, sifted } from './item.ts';
import { withoutMarkup } from './moodle.ts';
import { isZip, pack, unpack } from './package.ts';
import {
  below,
  childOf,
  childrenOf,
  type Element,
  el,
  parseXml,
  textOf,
  unreadable,
  writeXml,
} from './xml.ts';

/** A zip with `imsmanifest.xml` and `questions.xml`. */
export function writeQti12(set: ExchangeSet): Promise<Uint8Array> {
  return pack({ 'imsmanifest.xml': writeXml(MANIFEST), 'questions.xml': writeXml(document(set)) });
}

const MANIFEST = el(
  'manifest',
  { xmlns: 'http://www.imsglobal.org/xsd/imscp_v1p1', identifier: 'MANIFEST-1' },
  el('metadata', {}, el('schema', {}, 'IMS Content'), el('schemaversion', {}, '1.1.3')),
  el('organizations'),
  el(
    'resources',
    {},
    el(
      'resource',
      { identifier: 'QUESTIONS', type: 'imsqti_xmlv1p2', href: 'questions.xml' },
      el('file', { href: 'questions.xml' }),
    ),
  ),
);

function document({ title, items, pass_mark }: ExchangeSet): Element {
  const domains = [...new Set(items.map((item) => item.domain))];
  const mark = pass_mark === null ? [] : [metadata({ pass_mark: String(pass_mark) })];
  return el(
    'questestinterop',
    { xmlns: 'http://www.imsglobal.org/xsd/ims_qtiasiv1p2' },
    el(
      'assessment',
      { ident: 'ASSESSMENT', title },
      ...mark,
      ...domains.map((domain, index) =>
        el(
          'section',
          { ident: `SECTION_${index + 1}`, title: domain },
          ...items.filter((item) => item.domain === domain).map(itemElement),
        ),
      ),
    ),
  );
}

function metadata(fields: Record<string, string>): Element {
  return el(
    'qtimetadata',
    {},
    ...Object.entries(fields).map(([label, entry]) =>
      el('qtimetadatafield', {}, el('fieldlabel', {}, label), el('fieldentry', {}, entry)),
    ),
  );
}

function itemElement(item: ExchangeItem): Element {
  const feedback = item.rationale !== '';
  return el(
    'item',
    { ident: item.id, title: item.id },
    el('itemmetadata', {}, metadata(fieldsOf(item))),
    el(
      'presentation',
      {},
      material(item.stem),
      el(
        'response_lid',
        { ident: 'RESPONSE', rcardinality: 'Single' },
        el(
          'render_choice',
          { shuffle: 'Yes' },
          ...item.options.map((option, at) =>
            el('response_label', { ident: choice(at) }, material(option)),
          ),
        ),
      ),
    ),
    processing(item.key, feedback),
    ...(feedback
      ? [el('itemfeedback', { ident: 'RATIONALE' }, el('flow_mat', {}, material(item.rationale)))]
      : []),
  );
}

function fieldsOf({ objective, difficulty }: ExchangeItem): Record<string, string> {
  return {
    question_type: 'multiple_choice_question',
    points_possible: '1',
    ...(objective === null ? {} : { objective }),
    ...(difficulty === null ? {} : { difficulty }),
  };
}

const choice = (at: number): string => `CHOICE_${at + 1}`;

function material(words: string): Element {
  return el('material', {}, el('mattext', { texttype: 'text/plain' }, words));
}

function processing(key: number, feedback: boolean): Element {
  const shown = feedback
    ? [el('displayfeedback', { feedbacktype: 'Response', linkrefid: 'RATIONALE' })]
    : [];
  return el(
    'resprocessing',
    {},
    el(
      'outcomes',
      {},
      el('decvar', { maxvalue: '100', minvalue: '0', varname: 'SCORE', vartype: 'Decimal' }),
    ),
    ...(feedback
      ? [el('respcondition', { continue: 'Yes' }, el('conditionvar', {}, el('other')), ...shown)]
      : []),
    el(
      'respcondition',
      { continue: 'No' },
      el('conditionvar', {}, el('varequal', { respident: 'RESPONSE' }, choice(key))),
      el('setvar', { action: 'Set', varname: 'SCORE' }, '100'),
      ...shown,
    ),
  );
}

/** Reads a package or a bare document. */
export async function readQti12(bytes: Uint8Array): Promise<Arrived> {
  const files = isZip(bytes)
    ? await unpack(bytes)
    : { 'questions.xml': new TextDecoder().decode(bytes) };
  const roots = Object.values(files)
    .map((xml) => parseXml(xml))
    .filter(({ name }) => name === 'questestinterop');
  if (roots.length === 0) throw unreadable('it holds no QTI 1.2 questions');
  return sifted(roots.flatMap((root) => itemsIn(root, '')));
}

function itemsIn(parent: Element, domain: string): { at: string; item: ExchangeItem | string }[] {
  return parent.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child.name === 'item')
      return [
        { at: `question ${child.attributes.ident ?? ''}`.trim(), item: itemOf(child, domain) },
      ];
    return itemsIn(child, child.name === 'section' ? (child.attributes.title ?? '') : domain);
  });
}

function itemOf(item: Element, domain: string): ExchangeItem | string {
  const presentation = childOf(item, 'presentation');
  const [response, ...others] = presentation ? below(presentation, 'response_lid') : [];
  if (!presentation || !response) return 'it is not a choice question';
  const key = keyOf(item);
  if (others.length > 0 || response.attributes.rcardinality === 'Multiple' || key === null)
    return 'it does not have exactly one right answer';
  const labels = below(response, 'response_label');
  const asked = presentation.children.filter((child) => child !== response);
  const stems = below(
    { ...presentation, children: asked.map((each) => without(each, response)) },
    'mattext',
  );
  const fields = fieldsIn(item);
  return {
    id: item.attributes.ident ?? '',
    domain,
    objective: fields.get('objective') ?? null,
    difficulty: difficultyOf(fields.get('difficulty')),
    type: '',
    stem: stems.map(plainOf).join('\n'),
    options: labels.map((label) => below(label, 'mattext').map(plainOf).join('\n')),
    key: labels.findIndex((label) => label.attributes.ident === key),
    rationale: childrenOf(item, 'itemfeedback')
      .flatMap((each) => below(each, 'mattext').map(plainOf))
      .join('\n'),
    source: null,
  };
}

/** The stem may lie in a `flow` around the answers; those are not part of it. */
function without(node: Element | string, left: Element): Element | string {
  if (typeof node === 'string') return node;
  const children = node.children.filter((child) => child !== left);
  return { ...node, children: children.map((child) => without(child, left)) };
}

/** The one answer that earns points. */
function keyOf(item: Element): string | null {
  const earning = below(item, 'respcondition').filter((condition) =>
    childrenOf(condition, 'setvar').some((each) => Number(textOf(each)) > 0),
  );
  const keys = earning.flatMap((condition) =>
    childrenOf(condition, 'conditionvar').flatMap((each) => childrenOf(each, 'varequal')),
  );
  return keys.length === 1 ? textOf(keys[0]).trim() : null;
}

function fieldsIn(item: Element): Map<string, string> {
  return new Map(
    below(item, 'qtimetadatafield').map((field) => [
      textOf(childOf(field, 'fieldlabel')).trim(),
      textOf(childOf(field, 'fieldentry')).trim(),
    ]),
  );
}

function plainOf(mattext: Element): string {
  const words = textOf(mattext);
  return mattext.attributes.texttype === 'text/html' ? withoutMarkup(words) : words;
}
