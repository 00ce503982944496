/**
 * Written form to spoken form: acronyms, product names and symbols are rewritten for the voice
 * only, and every spoken character still knows which written character it stands for.
 */

import { type Saying, SIGNS, WHOLES } from './spoken-symbols.ts';

export interface LexiconEntry {
  term: string;
  say: string;
}

/** `origin[i]` is the offset in the written text that spoken character `i` stands for. */
export interface Spoken {
  text: string;
  origin: number[];
}

const KNOWN: Record<string, string> = {
  PromQL: 'prom Q L',
  MySQL: 'my sequel',
  PostgreSQL: 'post gress Q L',
  SQL: 'sequel',
  JSON: 'jay son',
  YAML: 'yammel',
  ARIA: 'aria',
  WCAG: 'W C A G',
  SaaS: 'sass',
  OAuth: 'oh auth',
  GitHub: 'git hub',
  GKE: 'G K E',
  Kubernetes: 'koober netties',
  Grafana: 'gruh fah nuh',
  Alertmanager: 'alert manager',
  Pushgateway: 'push gateway',
  OpenMetrics: 'open metrics',
  OpenTelemetry: 'open telemetry',
  Thanos: 'than os',
  nginx: 'engine x',
  etcd: 'et see dee',
  localhost: 'local host',
  timestamp: 'time stamp',
  timestamps: 'time stamps',
  namespace: 'name space',
  namespaces: 'name spaces',
  GraphQL: 'graph Q L',
  NoSQL: 'no sequel',
  gRPC: 'G R P C',
  macOS: 'mac O S',
  iOS: 'I O S',
  IPv4: 'I P version 4',
  IPv6: 'I P version 6',
  W3C: 'W 3 C',
  k8s: 'koober netties',
  kubectl: 'cube control',
  kubelet: 'cube let',
  systemd: 'system D',
  sudo: 'sue doo',
  regex: 'rej ex',
  regexes: 'rej ex is',
  config: 'con fig',
  stdout: 'standard out',
  stderr: 'standard error',
  ...Object.fromEntries(
    'api cli cpu css csv dns gpu html http https id io ip os rpc sdk sla sli slo ssh ssl tcp tls udp ui uri url xml'
      .split(' ')
      .map((term) => [term, [...term.toUpperCase()].join(' ')]),
  ),
  sql: 'sequel',
  json: 'jay son',
  yaml: 'yammel',
  'e.g.': 'for example',
  'i.e.': 'that is',
  'etc.': 'and so on',
  'vs.': 'versus',
  vs: 'versus',
};

/** Acronyms that people say as a word, or that a voice already reads well. */
const WORDS = new Set([
  'RAM',
  'ROM',
  'REST',
  'CRUD',
  'NASA',
  'LAN',
  'WAN',
  'PIN',
  'SIM',
  'ID',
  'OK',
  'NOT',
  'AND',
  'OR',
  'IF',
  'MUST',
  'MAY',
  'SHOULD',
  'NO',
  'TO',
  'IN',
  'ON',
  'AS',
  'IS',
  'IT',
]);

/** Entries for every term of the text that a voice would otherwise mangle, in order of appearance. */
export function lexiconFor(text: string): LexiconEntry[] {
  const found = new Map<string, string>();
  for (const [word] of text.matchAll(/[\p{L}][\p{L}\d]*(?:\.[a-z]\.|\.(?=\s|$))?/gu)) {
    for (const term of [word, word.replace(/\.$/, '')]) {
      const say = sayOf(term);
      if (say !== null && !found.has(term)) found.set(term, say);
    }
  }
  return [...found].map(([term, say]) => ({ term, say }));
}

function sayOf(term: string): string | null {
  if (Object.hasOwn(KNOWN, term)) return KNOWN[term] ?? null;
  const plural = /^([A-Z]{2,6})s$/.exec(term);
  if (plural?.[1] && !WORDS.has(plural[1])) return `${spell(plural[1])}'s`;
  if (/^[A-Z]{2,6}$/.test(term) && !WORDS.has(term)) return spell(term);
  const tail = /^([a-z]+)(ID|IP|URL|API)(s?)$/.exec(term);
  if (tail) return `${tail[1]} ${spell(tail[2] ?? '')}${tail[3] ? "'s" : ''}`;
  const coded = /^([A-Z]{1,5})(\d+)$/.exec(term);
  if (coded) return `${spell(coded[1] ?? '')} ${coded[2]}`;
  const parts = term.split(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  if (parts.length < 2 || !/^(?=.*[a-z])[A-Za-z\d]+$/.test(term)) return null;
  return parts.map((part) => sayOf(part) ?? part).join(' ');
}

function spell(acronym: string): string {
  return [...acronym].join(' ');
}

/** The spoken form of a sentence, with its way back to the written one. */
export function speak(written: string, lexicon: LexiconEntry[]): Spoken {
  let spoken: Spoken = { text: written, origin: [...Array(written.length).keys()] };
  for (const [whole, say] of WHOLES) spoken = rewrite(spoken, whole, say);
  const longestFirst = [...lexicon].sort((a, b) => b.term.length - a.term.length);
  for (const { term, say } of longestFirst) {
    const word = new RegExp(`(?<![\\p{L}\\d])${literally(term)}(?![\\p{L}\\d])`, 'gu');
    spoken = rewrite(spoken, word, say);
  }
  for (const [sign, say] of SIGNS) spoken = rewrite(spoken, sign, say);
  return rewrite(spoken, /\s{2,}/g, ' ');
}

function literally(term: string): string {
  return term.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function rewrite(spoken: Spoken, pattern: RegExp, saying: Saying[1]): Spoken {
  let text = '';
  const origin: number[] = [];
  let at = 0;
  for (const match of spoken.text.matchAll(pattern)) {
    const say = typeof saying === 'string' ? saying : saying(match);
    text += spoken.text.slice(at, match.index) + say;
    origin.push(...spoken.origin.slice(at, match.index));
    const from = spoken.origin[match.index] ?? 0;
    const last = spoken.origin[match.index + match[0].length - 1] ?? from;
    for (let i = 0; i < say.length; i += 1) {
      origin.push(from + Math.floor(((last - from + 1) * i) / say.length));
    }
    at = match.index + match[0].length;
  }
  return { text: text + spoken.text.slice(at), origin: [...origin, ...spoken.origin.slice(at)] };
}
