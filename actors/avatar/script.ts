/** Activity `avatar.script`: for each common weak area a narration that quotes the documents. */
import { terminal } from '../../runtime/errors.ts';
import type { Evidence, GapReport, QuestionSet, ScriptSet } from '../content.ts';
import type { Activity, ActorPorts, CallInput, CallOutput } from '../ports.ts';
import { resultsOn } from './missed-question.ts';
import { type Length, type Point, writeTopic } from './topic-script.ts';

/** Best statements of a knowledge base for a query, best first. */
export type FindEvidence = (kb: string, query: string, limit: number) => Promise<Evidence[]>;

/** What writing scripts needs beyond the common ports. */
export type ScriptPorts = ActorPorts & { evidence: FindEvidence };

type Input = CallInput<'avatar.script'>;
type Output = CallOutput<'avatar.script'>;

const EVIDENCE_A_POINT = 8;

export function avatarScript(ports: ScriptPorts): Activity<'avatar.script'> {
  return async (input, run) => {
    if (input.knowledge === '') {
      throw terminal('KNOWLEDGE_MISSING', 'there is no knowledge base to write scripts from');
    }
    const wanted = input.topics.slice(0, Math.max(0, input.settings.avatar.max_topics));
    const gaps = await latest<GapReport>(ports, run.root, 'gaps');
    const questions = await latest<QuestionSet>(ports, run.root, 'questions');
    const topics: ScriptSet['topics'] = [];
    const warnings: NonNullable<Output['warnings']> = [];
    for (const [i, topic] of wanted.entries()) {
      run.signal.throwIfAborted();
      const points = await pointsOf(ports, input, topic);
      const results = resultsOn(topic, input.settings.domains, gaps, questions);
      const script = writeTopic(
        topic,
        input.settings.certification_name,
        heeding(points, input.comments),
        lengthFor(input.comments),
        results,
      );
      if (script) topics.push(script);
      else warnings.push(nothingToSay(topic));
      const covers = results.missed === null ? 2 : 3;
      if (script && script.segments.length < covers + 4)
        warnings.push(fewPoints(topic, script.segments.length - covers));
      run.progress((i + 1) / wanted.length, topic);
    }
    const set: ScriptSet = { topics };
    const scripts = await ports.artifacts.put(
      {
        workflow: run.root,
        step: 'avatar_creation',
        type: 'scripts',
        name: 'scripts.json',
        mime: 'application/json',
        meta: { topics: topics.length, round: input.round },
      },
      Buffer.from(`${JSON.stringify(set, null, 2)}\n`, 'utf8'),
    );
    const output: Output = { scripts, topics: topics.map(({ topic }) => topic) };
    return warnings.length > 0 ? { ...output, warnings } : output;
  };
}

/** A script without the results of a cohort is still a script, so what is not there is null. */
async function latest<T>(ports: ScriptPorts, root: string, type: string): Promise<T | null> {
  const file = await ports.artifacts.latest(root, type);
  return file === null
    ? null
    : (JSON.parse((await ports.artifacts.read(file)).toString('utf8')) as T);
}

/** The topic's objectives as points; where they are few, the headings its best passages stand under. */
async function pointsOf(ports: ScriptPorts, input: Input, topic: string): Promise<Point[]> {
  const domain = input.settings.domains.find(({ name }) => name === topic);
  const points: Point[] = [];
  for (const objective of domain?.objectives ?? []) {
    const found = [
      ...(await ports.evidence(input.knowledge, objective, EVIDENCE_A_POINT)),
      ...(await ports.evidence(input.knowledge, `${objective} ${topic}`, EVIDENCE_A_POINT)),
    ];
    const distinct = new Map(found.map((evidence) => [evidence.text, evidence]));
    points.push({ title: objective, evidence: [...distinct.values()] });
  }
  const general = await ports.evidence(input.knowledge, topic, 3 * EVIDENCE_A_POINT);
  const byHeading = new Map<string, Evidence[]>();
  for (const evidence of general) {
    const title = evidence.source.heading.at(-1) ?? evidence.source.document_title;
    byHeading.set(title, [...(byHeading.get(title) ?? []), evidence]);
  }
  const known = new Set(points.map(({ title }) => title.toLowerCase()));
  // A heading that only repeats the topic is a point when there is no better one.
  if (points.some((point) => point.evidence.length > 0)) known.add(topic.toLowerCase());
  for (const [title, evidence] of byHeading) {
    if (!known.has(title.toLowerCase())) points.push({ title, evidence });
  }
  return points;
}

/** Leaves out what a reviewer quoted: a point by its title, a statement by its words. */
function heeding(points: Point[], comments: string[]): Point[] {
  if (comments.length === 0) return points;
  const said = comments.join('\n').toLowerCase();
  return points
    .filter(({ title }) => !said.includes(`"${title.toLowerCase()}"`))
    .map(({ title, evidence }) => ({
      title,
      evidence: evidence.filter(({ text }) => !quotes(said, text)),
    }));
}

function quotes(said: string, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  return words.some(
    (_, i) => i + 6 <= words.length && said.includes(words.slice(i, i + 6).join(' ')),
  );
}

function lengthFor(comments: string[]): Length {
  const said = comments.join(' ').toLowerCase();
  if (/\bshorter\b|\btoo long\b/.test(said)) return { wanted: 70, most: 85 };
  return { wanted: 100, most: 116 };
}

function nothingToSay(topic: string) {
  return {
    code: 'SCRIPT_WITHOUT_EVIDENCE',
    message: `No script for "${topic}": the documents hold no statement about it that can be spoken.`,
  };
}

function fewPoints(topic: string, points: number) {
  return {
    code: 'SCRIPT_SHORT',
    message: `The script for "${topic}" has ${points} ${points === 1 ? 'point' : 'points'}: the documents carry no more.`,
  };
}
