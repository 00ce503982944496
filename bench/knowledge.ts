/**
 * How well search finds the right passage (SQuAD development set: a passage is a chunk, an article
 * title its heading) and how fast documents are read and indexed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chunkDocument } from '../actors/knowledge/chunk.ts';
import { extract } from '../actors/knowledge/extract.ts';
import { type Extraction, isUnreadable } from '../actors/knowledge/extraction.ts';
import type { Chunk, KnowledgeStore } from '../actors/knowledge/ports.ts';
import { openDatabase } from '../persistence/database.ts';
import { createKnowledgeStore } from '../persistence/knowledge-store.ts';

const DATA = new URL('../../shared/data/', import.meta.url).pathname;
const WORDS_PER_PAGE = 500;
const TOP = 10;

interface Squad {
  data: {
    title: string;
    paragraphs: { context: string; qas: { question: string; is_impossible?: boolean }[] }[];
  }[];
}

const { values } = parseArgs({
  options: { json: { type: 'string' }, runs: { type: 'string', default: '3' } },
});
const directory = await mkdtemp(join(tmpdir(), 'presgen-bench-'));
const database = await openDatabase({
  dataDir: directory,
  ...(process.env.DATABASE_URL === undefined ? {} : { databaseUrl: process.env.DATABASE_URL }),
});
try {
  const store = createKnowledgeStore(database);
  const runs = Number(values.runs);
  const retrieval = await benchRetrieval(store, join(DATA, 'squad2_dev.json'));
  const speeds = [];
  for (let run = 0; run < runs; run += 1)
    speeds.push(await benchSpeed(store, `speed-${run}-${process.pid}`));
  const figures = {
    ...retrieval,
    extract_pages_per_second: median(speeds.map((speed) => speed.extract)),
    index_pages_per_second: median(speeds.map((speed) => speed.index)),
  };
  const result = {
    bench: 'knowledge',
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    device: `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, ${database.kind}`,
    runs,
    figures,
  };
  console.log(JSON.stringify(result, null, 2));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await database.close();
  await rm(directory, { recursive: true, force: true });
}

async function benchRetrieval(
  store: KnowledgeStore,
  file: string,
): Promise<Record<string, number>> {
  if (!existsSync(file)) {
    console.error(`Retrieval is skipped: ${file} is not there.`);
    return {};
  }
  const squad = JSON.parse(readFileSync(file, 'utf8')) as Squad;
  const kb = `squad-${process.pid}`;
  const questions = await fill(store, kb, squad);
  let gain = 0;
  let hits = 0;
  const started = performance.now();
  for (let at = 0; at < questions.length; at += 100) {
    const batch = questions.slice(at, at + 100);
    const texts = batch.map(({ text }) => text);
    const found = await store.searchMany(kb, texts, TOP);
    for (const [index, question] of batch.entries()) {
      const rank = found[index]?.findIndex(({ chunk }) => chunk.id === question.chunk) ?? -1;
      gain += rank < 0 ? 0 : 1 / Math.log2(rank + 2);
      hits += rank >= 0 && rank < 5 ? 1 : 0;
    }
  }
  return {
    ndcg10: round(gain / questions.length, 4),
    hit5: round(hits / questions.length, 4),
    queries: questions.length,
    query_ms: round((performance.now() - started) / questions.length, 2),
  };
}

interface Question {
  text: string;
  /** The one passage that answers it. */
  chunk: string;
}

async function fill(store: KnowledgeStore, kb: string, squad: Squad): Promise<Question[]> {
  const questions: Question[] = [];
  for (const [index, article] of squad.data.entries()) {
    const { document, chunks } = articleOf(article, index);
    const answerable = article.paragraphs.flatMap(({ qas }, ordinal) =>
      qas
        .filter((qa) => qa.is_impossible !== true)
        .map((qa) => ({ text: qa.question, chunk: chunks[ordinal]?.id ?? '' })),
    );
    questions.push(...answerable);
    await store.addDocument(kb, document, [], chunks);
  }
  await store.seal(kb);
  return questions;
}

function articleOf(article: Squad['data'][number], index: number) {
  const contexts = article.paragraphs.map(({ context }) => context);
  const text = contexts.join('\n\n');
  const id = `article-${index}`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  let start = 0;
  const chunks: Chunk[] = contexts.map((body, ordinal) => {
    const chunk = {
      id: createHash('sha256').update(`${sha256},${start}`).digest('hex').slice(0, 16),
      document_id: id,
      ordinal,
      heading: [article.title.replaceAll('_', ' ')],
      body,
      start,
      end: start + body.length,
      page: null,
    };
    start += body.length + 2;
    return chunk;
  });
  const document = {
    id,
    title: article.title,
    sha256,
    mime: 'text/plain',
    pages: 1,
    status: 'indexed' as const,
    reason: null,
    text,
  };
  return { document, chunks };
}

/** Pages of 500 words a second, over all documents of the sample course or the given corpus. */
async function benchSpeed(
  store: KnowledgeStore,
  kb: string,
): Promise<{ extract: number; index: number }> {
  const files = corpus();
  const extracted: { file: string; sha256: string; extraction: Extraction }[] = [];
  let started = performance.now();
  for (const file of files) {
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const extraction = await extract(bytes, '', file).catch(nullIfUnreadable);
    if (extraction !== null) extracted.push({ file, sha256, extraction });
  }
  const extractSeconds = (performance.now() - started) / 1000;
  started = performance.now();
  for (const { file, sha256, extraction } of extracted) {
    const document = { id: sha256.slice(0, 16), sha256, text: extraction.text };
    await store.addDocument(
      kb,
      {
        ...document,
        title: file,
        mime: 'text/plain',
        pages: extraction.pages,
        status: 'indexed',
        reason: null,
      },
      extraction.blocks,
      chunkDocument(document, extraction.blocks),
    );
  }
  await store.seal(kb);
  const indexSeconds = (performance.now() - started) / 1000;
  const words = extracted.reduce(
    (sum, { extraction }) => sum + (extraction.text.match(/\S+/g)?.length ?? 0),
    0,
  );
  const pages = words / WORDS_PER_PAGE;
  return { extract: round(pages / extractSeconds, 1), index: round(pages / indexSeconds, 1) };
}

/** Placeholder pages that hold no text are part of real collections. */
function nullIfUnreadable(error: unknown): null {
  if (isUnreadable(error)) return null;
  throw error;
}

function corpus(): string[] {
  const root = existsSync(join(DATA, 'pca'))
    ? join(DATA, 'pca')
    : new URL('../examples/', import.meta.url).pathname;
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|pdf|html|docx)$/.test(name))
    .sort()
    .map((name) => join(root, name));
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
