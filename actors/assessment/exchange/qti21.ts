/** QTI 2.1 as a content package: one item a file, a test whose sections are the domains. */
import { type Arrived, type ExchangeItem, type ExchangeSet, sifted } from './item.ts';
import { pack, unpack } from './package.ts';
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

const QTI = 'http://www.imsglobal.org/xsd/imsqti_v2p1';
const SCHEMA = 'http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const MATCH_CORRECT = 'http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct';

/** A zip with `imsmanifest.xml`, `assessment.xml` and a file for each question. */
export function writeQti21(set: ExchangeSet): Promise<Uint8Array> {
  const files: Record<string, string> = {
    'imsmanifest.xml': writeXml(manifest(set.items)),
    'assessment.xml': writeXml(test(set)),
  };
  for (const [at, item] of set.items.entries()) files[fileOf(at)] = writeXml(assessmentItem(item));
  return pack(files);
}

const fileOf = (at: number): string => `items/item-${at + 1}.xml`;
// Identifiers of XML begin with a letter or underscore, ours may begin with a digit.
const nameOf = (id: string): string => `Q_${id}`;
const idOf = (name: string): string => name.replace(/^Q_/, '');

function manifest(items: ExchangeItem[]): Element {
  const files = items.map((_, at) => fileOf(at));
  return el(
    'manifest',
    {
      xmlns: 'http://www.imsglobal.org/xsd/imscp_v1p1',
      'xmlns:xsi': XSI,
      identifier: 'MANIFEST-1',
      'xsi:schemaLocation':
        'http://www.imsglobal.org/xsd/imscp_v1p1 http://www.imsglobal.org/xsd/imscp_v1p1.xsd',
    },
    el('metadata', {}, el('schema', {}, 'QTIv2.1 Package'), el('schemaversion', {}, '1.0.0')),
    el('organizations'),
    el(
      'resources',
      {},
      resource('TEST', 'imsqti_test_xmlv2p1', 'assessment.xml', files),
      ...files.map((href, at) => resource(`ITEM-${at + 1}`, 'imsqti_item_xmlv2p1', href, [])),
    ),
  );
}

function resource(identifier: string, type: string, href: string, needs: string[]): Element {
  return el(
    'resource',
    { identifier, type, href },
    el('file', { href }),
    ...needs.map((_, at) => el('dependency', { identifierref: `ITEM-${at + 1}` })),
  );
}

const root = (more: Record<string, string>): Record<string, string> => ({
  xmlns: QTI,
  'xmlns:xsi': XSI,
  'xsi:schemaLocation': `${QTI} ${SCHEMA}`,
  ...more,
});

function test({ title, items }: ExchangeSet): Element {
  const domains = [...new Set(items.map((item) => item.domain))];
  return el(
    'assessmentTest',
    root({ identifier: 'TEST', title }),
    el(
      'testPart',
      { identifier: 'PART', navigationMode: 'nonlinear', submissionMode: 'simultaneous' },
      ...domains.map((domain, index) =>
        el(
          'assessmentSection',
          { identifier: `SECTION-${index + 1}`, title: domain, visible: 'true' },
          ...items.flatMap((item, at) =>
            item.domain === domain
              ? [el('assessmentItemRef', { identifier: nameOf(item.id), href: fileOf(at) })]
              : [],
          ),
        ),
      ),
    ),
  );
}

function assessmentItem(item: ExchangeItem): Element {
  const feedback = item.rationale !== '';
  return el(
    'assessmentItem',
    root({
      identifier: nameOf(item.id),
      title: item.id,
      adaptive: 'false',
      timeDependent: 'false',
    }),
    el(
      'responseDeclaration',
      { identifier: 'RESPONSE', cardinality: 'single', baseType: 'identifier' },
      el('correctResponse', {}, el('value', {}, choice(item.key))),
    ),
    outcome('SCORE', 'float', '0'),
    ...(feedback ? [outcome('FEEDBACK', 'identifier', 'RATIONALE')] : []),
    el(
      'itemBody',
      {},
      el(
        'choiceInteraction',
        { responseIdentifier: 'RESPONSE', shuffle: 'true', maxChoices: '1' },
        el('prompt', {}, ...lines(item.stem)),
        ...item.options.map((option, at) =>
          el('simpleChoice', { identifier: choice(at) }, ...lines(option)),
        ),
      ),
    ),
    el('responseProcessing', { template: MATCH_CORRECT }),
    ...(feedback ? [rationale(item.rationale)] : []),
  );
}

const choice = (at: number): string => `CHOICE_${at + 1}`;

function outcome(identifier: string, baseType: string, value: string): Element {
  return el(
    'outcomeDeclaration',
    { identifier, cardinality: 'single', baseType },
    el('defaultValue', {}, el('value', {}, value)),
  );
}

function rationale(words: string): Element {
  return el(
    'modalFeedback',
    { outcomeIdentifier: 'FEEDBACK', identifier: 'RATIONALE', showHide: 'show' },
    ...lines(words),
  );
}

function lines(words: string): (Element | string)[] {
  return words.split('\n').flatMap((line, at) => (at === 0 ? [line] : [el('br'), line]));
}

/** Reads a package: its items, and the domains of its test's sections. */
export async function readQti21(bytes: Uint8Array): Promise<Arrived> {
  const files = await unpack(bytes);
  const documents = Object.entries(files).map(([name, xml]) => ({ name, root: parseXml(xml) }));
  const domains = new Map<string, string>();
  const order: string[] = [];
  for (const section of documents.flatMap(({ root }) => below(root, 'assessmentSection')))
    for (const ref of childrenOf(section, 'assessmentItemRef')) {
      const id = ref.attributes.identifier ?? '';
      if (!domains.has(id)) order.push(id);
      domains.set(id, section.attributes.title ?? '');
    }
  const items = documents.filter(({ root }) => root.name === 'assessmentItem');
  if (items.length === 0) throw unreadable('the package holds no QTI 2.1 items');
  const place = ({ root }: { root: Element }) => {
    const at = order.indexOf(root.attributes.identifier ?? '');
    return at === -1 ? order.length : at;
  };
  return sifted(
    items
      .sort((left, right) => place(left) - place(right))
      .map(({ name, root }) => ({
        at: name,
        item: itemOf(root, domains.get(root.attributes.identifier ?? '') ?? ''),
      })),
  );
}

function itemOf(root: Element, domain: string): ExchangeItem | string {
  const body = childOf(root, 'itemBody');
  const [interaction, ...others] = body ? below(body, 'choiceInteraction') : [];
  if (!body || !interaction) return 'it is not a choice question';
  if (others.length > 0) return 'it asks several things at once';
  const correct = childrenOf(root, 'responseDeclaration').flatMap((each) =>
    below(each, 'correctResponse').flatMap((found) => childrenOf(found, 'value').map(textOf)),
  );
  if (Number(interaction.attributes.maxChoices ?? 1) !== 1 || correct.length !== 1)
    return 'it does not have exactly one right answer';
  const choices = below(interaction, 'simpleChoice');
  const asked = [
    ...body.children.map((child) => (child === interaction ? '' : seen(child))),
    ...childrenOf(interaction, 'prompt').map(seen),
  ];
  return {
    id: idOf(root.attributes.identifier ?? ''),
    domain,
    objective: null,
    difficulty: null,
    type: '',
    stem: asked
      .map((words) => words.trim())
      .filter(Boolean)
      .join('\n'),
    options: choices.map(seen),
    key: choices.findIndex((each) => each.attributes.identifier === correct[0]?.trim()),
    rationale: childrenOf(root, 'modalFeedback').map(seen).join('\n'),
    source: null,
  };
}

const BLOCKS = new Set(['p', 'div', 'li', 'ul', 'ol', 'blockquote', 'pre', 'h1', 'h2', 'h3']);

/** What a reader sees: breaks and blocks begin a line, a picture leaves its description. */
function seen(node: Element | string): string {
  if (typeof node === 'string') return node;
  if (node.name === 'br') return '\n';
  if (node.name === 'img') return node.attributes.alt ?? '';
  const inner = node.children.map(seen).join('');
  return BLOCKS.has(node.name) ? `${inner.trim()}\n` : inner;
}
