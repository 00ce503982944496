/** Turns collected documents into a sealed, searchable knowledge base and measures its coverage. */
import { createHash } from 'node:crypto';
import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { Activity, ActorPorts, Artifact } from '../ports.ts';
import { chunkDocument } from './chunk.ts';
import { coverageOf } from './coverage.ts';
import { createExtractPool } from './extract-pool.ts';
import { type Extract, isUnreadable, warningsOf } from './extraction.ts';
import type { KnowledgeDocument, KnowledgeStore } from './ports.ts';

export interface ProcessOptions {
  /** How documents are read; by default in worker threads. */
  extract?: Extract;
  /** Documents read at the same time. */
  parallel?: number;
}

type Ports = ActorPorts & { knowledge: KnowledgeStore };

/**
 * Reads, chunks, indexes and seals. A document that cannot be read is set aside with a warning that
 * names it; only when none can be read does the step fail. Documents already indexed by an earlier
 * run are not read again.
 */
export function processKnowledge(
  ports: Ports,
  options: ProcessOptions = {},
): Activity<'knowledge.process'> {
  const parallel = options.parallel ?? 2;
  const extract = options.extract ?? createExtractPool({ workers: parallel }).extract;
  return async ({ settings, step }, run) => {
    const files = await documentFiles(ports, settings.documents, run.root);
    const kb = knowledgeId(run.root, files);
    await indexAll(ports, extract, kb, files, run, parallel);
    const documents = await ports.knowledge.documents(kb);
    const quarantined = documents.flatMap(({ title, status, reason }) =>
      status === 'quarantined' ? [{ title, reason: reason ?? '' }] : [],
    );
    if (quarantined.length === documents.length) throw nothingReadable(quarantined);
    const counts = await ports.knowledge.seal(kb);
    const coverage = await coverageOf(ports.knowledge, kb, settings.domains);
    const ref = await ports.artifacts.put(
      {
        workflow: run.root,
        step,
        type: 'coverage',
        name: 'coverage.json',
        mime: 'application/json',
      },
      Buffer.from(JSON.stringify(coverage, null, 2)),
    );
    return {
      knowledge: kb,
      documents_processed: documents.length - quarantined.length,
      quarantined,
      chunks: counts.chunks,
      coverage: ref,
      warnings: warningsOf('DOCUMENT_QUARANTINED', quarantined),
    };
  };
}

/** A knowledge base is one workflow's set of documents: other documents, other base. */
export function knowledgeId(workflow: string, files: { sha256: string }[]): string {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))].sort();
  const hash = createHash('sha256').update(hashes.join('\n')).digest('hex');
  return `${workflow}.${hash.slice(0, 16)}`;
}

/** Collected files that still belong: the request may have been edited since. */
async function documentFiles(
  ports: Ports,
  documents: { upload: string }[],
  workflow: string,
): Promise<Artifact[]> {
  const added = await ports.uploads.addedTo(workflow);
  const wanted = new Set([...documents.map(({ upload }) => upload), ...added.map(({ id }) => id)]);
  const files = (await ports.artifacts.list(workflow, 'document')).filter((file) =>
    wanted.has(String(file.meta.upload)),
  );
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

async function indexAll(
  ports: Ports,
  extract: Extract,
  kb: string,
  files: Artifact[],
  run: ActivityRun,
  parallel: number,
): Promise<void> {
  const known = new Set((await ports.knowledge.documents(kb)).map(({ sha256 }) => sha256));
  const open = files.filter(({ sha256 }) => !known.has(sha256));
  let done = files.length - open.length;
  const queue = open.values();
  // A lane that fails takes the others with it, so that nothing is written after the rejection.
  const failing = new AbortController();
  const signal = AbortSignal.any([run.signal, failing.signal]);
  const lane = async () => {
    for (const file of queue) {
      signal.throwIfAborted();
      await indexOne(ports, extract, kb, file, signal);
      done += 1;
      run.progress(done / files.length, titleOf(file));
    }
  };
  const lanes = Array.from({ length: parallel }, () =>
    lane().catch((error: unknown) => {
      failing.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(lanes);
  signal.throwIfAborted();
}

async function indexOne(
  ports: Ports,
  extract: Extract,
  kb: string,
  file: Artifact,
  signal: AbortSignal,
): Promise<void> {
  const document: KnowledgeDocument = {
    id: file.sha256.slice(0, 16),
    title: titleOf(file),
    sha256: file.sha256,
    mime: file.mime,
    pages: 0,
    status: 'indexed',
    reason: null,
    text: '',
  };
  try {
    const bytes = await ports.artifacts.read(file);
    const { title, text, blocks, pages } = await extract(bytes, file.mime, file.name, signal);
    const read = { ...document, text, pages, title: bestTitle(document.title, title) };
    await ports.knowledge.addDocument(kb, read, blocks, chunkDocument(read, blocks));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const aside = { ...document, status: 'quarantined' as const, reason: error.message };
    await ports.knowledge.addDocument(kb, aside, [], []);
  }
}

/** A given title that is only a file name gives way to the title in the document itself. */
function bestTitle(given: string, own: string | null): string {
  return own !== null && /\.[a-z]\w{1,4}$/i.test(given) ? own : given;
}

function titleOf(file: Artifact): string {
  return typeof file.meta.title === 'string' && file.meta.title !== ''
    ? file.meta.title
    : file.name;
}

function nothingReadable(quarantined: { title: string; reason: string }[]): Error {
  const named = quarantined.map(({ title, reason }) => `${title}: ${reason}`).join(' ');
  return terminal(
    'NO_READABLE_DOCUMENTS',
    named === '' ? 'No documents were handed in.' : `None of the documents can be read. ${named}`,
  );
}
