/** Rules about questions: one by one, and as a set against the blueprint. */
import type { Item } from '../content.ts';
import type { Material } from './material.ts';
import type { QualityCheck } from './result-schema.ts';

interface Verdict {
  passed: boolean;
  evidence: string;
}

interface Rule {
  id: string;
  severity: 'hard' | 'soft';
  fix: string;
  look(item: Item, context: Context): Verdict;
}

interface Context {
  /** Hashes of the workflow's documents; empty where they are not known. */
  hashes: ReadonlySet<string>;
  /** First item with a given stem and key. */
  firsts: ReadonlyMap<string, string>;
}

const RULES: Rule[] = [
  { id: 'exactly_one_key', severity: 'hard', fix: 'Edit the options', look: oneKey },
  {
    id: 'key_among_options',
    severity: 'hard',
    fix: 'Mark the right option',
    look: keyAmongOptions,
  },
  { id: 'knowledge_source_verified', severity: 'hard', fix: 'Retire the question', look: sourced },
  { id: 'no_duplicate', severity: 'hard', fix: 'Retire the repeated question', look: notRepeated },
  { id: 'length_symmetry', severity: 'soft', fix: 'Even out the options', look: evenLengths },
  { id: 'no_negative_stem', severity: 'soft', fix: 'Ask it positively', look: positive },
  { id: 'no_all_of_the_above', severity: 'soft', fix: 'Replace that option', look: noCatchAll },
  { id: 'no_known_flaw', severity: 'soft', fix: 'Review the question', look: unflawed },
];

/** Every rule on every question that is not retired. */
export function itemChecks(material: Material): QualityCheck[] {
  const items = liveItems(material);
  const firsts = new Map<string, string>();
  for (const item of items) if (!firsts.has(fact(item))) firsts.set(fact(item), item.id);
  const context = { hashes: new Set(material.documents.map((each) => each.sha256)), firsts };
  return items.flatMap((item) =>
    RULES.map((rule) => {
      const { passed, evidence } = rule.look(item, context);
      const check = { id: rule.id, subject: item.id, severity: rule.severity, passed, evidence };
      return passed ? check : { ...check, fix: rule.fix };
    }),
  );
}

/** Rules about the questions together. */
export function setChecks(material: Material): QualityCheck[] {
  const items = liveItems(material);
  return [...blueprintChecks(material, items), keyBalance(items), documentSpread(material, items)];
}

function liveItems(material: Material): Item[] {
  return material.questions.items.filter((item) => item.status !== 'retired');
}

function oneKey(item: Item): Verdict {
  const right = normal(item.options[item.key] ?? '');
  const same = item.options.filter((option) => normal(option) === right).length;
  return { passed: same === 1, evidence: `${same} options read like the key` };
}

function keyAmongOptions(item: Item): Verdict {
  const option = Number.isInteger(item.key) ? item.options[item.key] : undefined;
  const passed = option !== undefined && normal(option) !== '';
  return { passed, evidence: `key ${item.key} of ${item.options.length} options` };
}

function sourced(item: Item, { hashes }: Context): Verdict {
  const known = hashes.size === 0 || hashes.has(item.source.sha256);
  const quoted = item.source.quote.trim() !== '';
  const evidence = !item.knowledge_source_verified
    ? 'the quote was not found at its place in the document'
    : !quoted
      ? 'no quote'
      : known
        ? `quoted from ${item.source.document_title}`
        : 'the document is none of this workflow';
  return { passed: item.knowledge_source_verified && quoted && known, evidence };
}

function notRepeated(item: Item, { firsts }: Context): Verdict {
  const earlier = firsts.get(fact(item)) ?? item.id;
  const passed = earlier === item.id;
  return { passed, evidence: passed ? 'asked once' : `asks the same as ${earlier}` };
}

function evenLengths(item: Item): Verdict {
  const lengths = item.options.map((option) => Math.max(1, option.trim().length));
  const [short, long] = [Math.min(...lengths), Math.max(...lengths)];
  // Short terms differ by a factor without giving anything away.
  const passed = long <= 20 || long / short <= 2.5;
  return { passed, evidence: `options of ${short} to ${long} letters` };
}

function positive(item: Item): Verdict {
  const word = /\b(not|except|never|incorrect|false)\b/i.exec(item.stem)?.[0];
  return {
    passed: word === undefined,
    evidence: word === undefined ? 'asked positively' : `says “${word}”`,
  };
}

function noCatchAll(item: Item): Verdict {
  const option = item.options.find((each) =>
    /\b(all|none|both) of (the above|these)\b/i.test(each),
  );
  return { passed: option === undefined, evidence: option ?? 'no catch-all option' };
}

function unflawed(item: Item): Verdict {
  const evidence = item.flaws.length === 0 ? 'no flaw noted' : item.flaws.join(', ');
  return { passed: item.flaws.length === 0, evidence };
}

function blueprintChecks(material: Material, items: Item[]): QualityCheck[] {
  return material.questions.blueprint.map(({ domain, wanted, reason }) => {
    const got = items.filter((item) => item.domain === domain).length;
    const declared = reason !== null && reason.trim() !== '';
    const passed = got === wanted || (got < wanted && declared);
    const evidence =
      got === wanted
        ? `${got} of ${wanted}`
        : `${got} of ${wanted}, ${declared ? reason : 'not explained'}`;
    const check = {
      id: 'blueprint_met_or_declared',
      subject: domain,
      severity: 'hard' as const,
      passed,
      evidence,
    };
    return passed ? check : { ...check, fix: 'Add documents or accept fewer questions' };
  });
}

function keyBalance(items: Item[]): QualityCheck {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item.key, (counts.get(item.key) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const passed = items.length < 8 || most / items.length <= 0.5;
  const spread = [...counts].sort((a, b) => a[0] - b[0]).map(([key, n]) => `${letter(key)} ${n}`);
  const evidence = spread.join(', ') || 'no questions';
  const check = {
    id: 'key_position_balance',
    subject: 'questions',
    severity: 'soft' as const,
    passed,
    evidence,
  };
  return passed ? check : { ...check, fix: 'Shuffle the options' };
}

function documentSpread(material: Material, items: Item[]): QualityCheck {
  const counts = new Map<string, number>();
  for (const item of items)
    counts.set(item.source.sha256, (counts.get(item.source.sha256) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const passed = material.documents.length < 4 || items.length < 8 || most / items.length <= 0.5;
  const evidence = `${counts.size} documents asked about, at most ${most} of ${items.length} questions from one`;
  const check = {
    id: 'spread_over_documents',
    subject: 'questions',
    severity: 'soft' as const,
    passed,
    evidence,
  };
  return passed ? check : { ...check, fix: 'Generate from other documents' };
}

function fact(item: Item): string {
  return `${normal(item.stem)}\n${normal(item.options[item.key] ?? '')}`;
}

function normal(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

function letter(key: number): string {
  return String.fromCharCode(65 + key);
}
