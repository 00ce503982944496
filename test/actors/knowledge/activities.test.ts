import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Coverage } from '../../../actors/knowledge/coverage.ts';
import { extract } from '../../../actors/knowledge/extract.ts';
import {
  domainStatements,
  keyStatements,
  knowledgeActivities,
} from '../../../actors/knowledge/index.ts';
import type { KnowledgeStore } from '../../../actors/knowledge/ports.ts';
import type { ActorPorts, Artifact, Upload, WorkflowSettings } from '../../../actors/ports.ts';
import { createKnowledgeStore } from '../../../persistence/knowledge-store.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import { type Scratch, scratchEmbedded } from '../../persistence/scratch.ts';

const EXAMPLES = new URL('../../../examples/documents/', import.meta.url).pathname;

let scratch: Scratch;
let knowledge: KnowledgeStore;
before(async () => {
  scratch = await scratchEmbedded();
  knowledge = createKnowledgeStore(scratch.db);
});
after(() => scratch.drop());

/** What one workflow's activities see: uploads and artefacts in memory, the store for real. */
function createRig(workflow: string) {
  const bytes = new Map<string, Buffer>();
  const uploads = new Map<string, Upload>();
  const added: string[] = [];
  const artifacts: Artifact[] = [];
  const progress: number[] = [];
  const keep = (content: Uint8Array) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    bytes.set(sha256, Buffer.from(content));
    return sha256;
  };
  const upload = (file: string, content: Uint8Array, title = file) => {
    const id = `upload-${uploads.size + 1}`;
    const sha256 = keep(content);
    uploads.set(id, {
      id,
      title,
      file_name: file,
      mime: 'application/octet-stream',
      sha256,
      bytes: content.length,
    });
    return { upload: id, title };
  };
  const ports: Pick<ActorPorts, 'uploads' | 'artifacts' | 'blobs'> = {
    uploads: {
      get: async (ids) => ids.flatMap((id) => uploads.get(id) ?? []),
      addedTo: async () => added.flatMap((id) => uploads.get(id) ?? []),
    },
    blobs: {
      put: async (content) => ({ sha256: keep(content), bytes: content.length }),
      putFile: () => assert.fail('no files here'),
      read: async (sha256) => bytes.get(sha256) ?? assert.fail(`no blob ${sha256}`),
      path: () => assert.fail('no files here'),
    },
    artifacts: {
      async put(what, content) {
        assert.ok(content instanceof Uint8Array);
        const sha256 = keep(content);
        const same = artifacts.find(({ type, name }) => type === what.type && name === what.name);
        if (same?.sha256 === sha256) return same;
        const { learner = null, meta = {} } = what;
        const id = `artifact-${artifacts.length + 1}`;
        const version = (same?.version ?? 0) + 1;
        const size = content.length;
        const made = { ...what, id, version, sha256, bytes: size, learner, meta, created_at: 0 };
        artifacts.push(made);
        return made;
      },
      latest: async (_, type) => artifacts.findLast((one) => one.type === type) ?? null,
      list: async (_, type) => artifacts.filter((one) => type === undefined || one.type === type),
      get: async (id) => artifacts.find((one) => one.id === id) ?? null,
      read: async ({ sha256 }) => bytes.get(sha256) ?? assert.fail(`no blob ${sha256}`),
    },
  };
  const run = (signal = new AbortController().signal) =>
    ({
      root: workflow,
      signal,
      progress: (fraction: number) => void progress.push(fraction),
    }) as unknown as ActivityRun;
  const activities = knowledgeActivities({ ...(ports as ActorPorts), knowledge }, { extract });
  const settings = (
    documents: WorkflowSettings['documents'],
    domains: WorkflowSettings['domains'] = [],
  ) => ({ documents, domains }) as unknown as WorkflowSettings;
  const collect = (documents: WorkflowSettings['documents']) =>
    activities['knowledge.collect'](
      { settings: settings(documents), step: 'knowledge_collection', folders: {} as never },
      run(),
    );
  const process = (
    documents: WorkflowSettings['documents'],
    domains: WorkflowSettings['domains'] = [],
    signal?: AbortSignal,
  ) =>
    activities['knowledge.process'](
      { settings: settings(documents, domains), step: 'knowledge_processing' },
      run(signal),
    );
  return { upload, added, artifacts, bytes, progress, collect, process };
}

const PAGE = Buffer.from(
  '# Queues\n\nA queue is a line of jobs that wait until a worker is free.\n',
);

test('collecting takes requested and added uploads in and names why it refuses the others', async () => {
  const rig = createRig('collect');
  const documents = [
    rig.upload('queues.md', PAGE, 'Queues'),
    rig.upload('empty.txt', Buffer.alloc(0)),
    rig.upload('photo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
    rig.upload('copy.md', PAGE),
    { upload: 'upload-99', title: 'Lost' },
  ];
  rig.added.push(rig.upload('later.md', Buffer.from('Later words, added by hand.')).upload);
  const result = await rig.collect(documents);
  assert.equal(result.accepted, 2);
  assert.deepEqual(
    result.rejected.map(({ title, reason }) => `${title}: ${reason.split(/[;.]/)[0]}`),
    [
      'Lost: The upload is not there',
      'empty.txt: The file is empty or holds no text',
      'photo.png: The kind of file is unknown',
      'copy.md: The same file as "Queues"',
    ],
  );
  assert.deepEqual(
    rig.artifacts.map(({ type, name, mime }) => [type, name, mime]),
    [
      ['document', 'upload-1-queues.md', 'text/markdown'],
      ['document', 'upload-5-later.md', 'text/markdown'],
    ],
  );
  assert.deepEqual(await rig.collect(documents), result);
  assert.equal(rig.artifacts.length, 2);
});

test('a file over the limit is refused with both sizes', async () => {
  const rig = createRig('large');
  const result = await rig.collect([rig.upload('big.txt', Buffer.alloc(101 * 1024 * 1024, 'a'))]);
  assert.match(result.rejected[0]?.reason ?? '', /101 MB.*100/);
});

test('processing sets an unreadable document aside by name and indexes the rest, once', async () => {
  const rig = createRig('process');
  const documents = [
    rig.upload('queues.md', PAGE, 'Queues'),
    rig.upload('broken.pdf', Buffer.from('%PDF-1.7 and nothing else'), 'Broken'),
  ];
  await rig.collect(documents);
  const domains = [
    { name: 'Queues', weight: 100, objectives: ['Waiting jobs', 'Quantum physics'] },
  ];
  const result = await rig.process(documents, domains);
  assert.equal(result.documents_processed, 1);
  assert.deepEqual(
    result.quarantined.map(({ title }) => title),
    ['Broken'],
  );
  assert.match(result.warnings?.[0]?.message ?? '', /^Broken: The file is damaged/);
  assert.equal((await knowledge.search(result.knowledge, 'queue', 5)).length, 1);
  const coverage = JSON.parse(rig.bytes.get(result.coverage.sha256)?.toString() ?? '') as Coverage;
  assert.deepEqual(
    coverage.domains[0]?.objectives.map(({ objective, support }) => [objective, support]),
    [
      ['Waiting jobs', 'weak'],
      ['Quantum physics', 'none'],
    ],
  );
  assert.deepEqual(await rig.process(documents, domains), result);
  assert.equal(rig.progress.at(-1), 1);
});

test('documents set aside for the same reason share one warning that names them all', async () => {
  const rig = createRig('alike');
  const documents = [
    rig.upload('queues.md', PAGE, 'Queues'),
    rig.upload('a.md', Buffer.from('---\ntitle: A\n---\n'), 'Index A'),
    rig.upload('b.md', Buffer.from('---\ntitle: B\n---\n'), 'Index B'),
  ];
  await rig.collect(documents);
  const { warnings } = await rig.process(documents);
  assert.deepEqual(warnings, [
    {
      code: 'DOCUMENT_QUARANTINED',
      message: 'Index A, Index B: The file is empty or holds no text.',
    },
  ]);
});

test('a document taken out of the request gives another knowledge base', async () => {
  const rig = createRig('edited');
  const documents = [
    rig.upload('one.md', PAGE),
    rig.upload('two.md', Buffer.from('A cache keeps copies of answers so that they cost less.')),
  ];
  await rig.collect(documents);
  const both = await rig.process(documents);
  const one = await rig.process(documents.slice(0, 1));
  assert.notEqual(one.knowledge, both.knowledge);
  assert.equal(one.documents_processed, 1);
});

test('when nothing can be read the step fails and names every document', async () => {
  const rig = createRig('nothing');
  const documents = [rig.upload('broken.pdf', Buffer.from('%PDF-1.7'), 'Broken')];
  await rig.collect(documents);
  await assert.rejects(rig.process(documents), {
    kind: 'terminal',
    code: 'NO_READABLE_DOCUMENTS',
    message: /Broken: The file is damaged/,
  });
});

test('a crash between documents leaves one knowledge base, an abort stops the work', async () => {
  const rig = createRig('abort');
  const documents = [rig.upload('queues.md', PAGE)];
  await rig.collect(documents);
  const reason = new Error('stopped');
  await assert.rejects(rig.process(documents, [], AbortSignal.abort(reason)), reason);
  assert.equal((await rig.process(documents)).documents_processed, 1);
});

test('key statements are whole sentences that stand in the documents word for word', async () => {
  const rig = createRig('evidence');
  const documents = readdirSync(EXAMPLES).map((name) =>
    rig.upload(name, readFileSync(join(EXAMPLES, name))),
  );
  await rig.collect(documents);
  const { knowledge: kb } = await rig.process(documents);
  const texts = new Map((await knowledge.documents(kb)).map((one) => [one.id, one.text]));
  const statements = [
    ...(await keyStatements(knowledge, kb, 'Colour and contrast', 6)),
    ...(await domainStatements(
      knowledge,
      kb,
      { name: 'Operable', objectives: ['Keyboard access', 'Time limits'] },
      6,
    )),
  ];
  assert.ok(statements.length >= 10);
  for (const { text, source } of statements) {
    assert.equal(texts.get(source.document_id)?.slice(source.start, source.end), text);
    assert.equal(source.quote, text);
    assert.match(text, /^[A-Z].*\.$/);
  }
  assert.match(statements.map(({ text }) => text).join(' '), /contrast ratio.*keyboard trap/i);
});

test('a topic the documents do not treat has no statements', async () => {
  const rig = createRig('no-evidence');
  const documents = [rig.upload('queues.md', PAGE)];
  await rig.collect(documents);
  const { knowledge: kb } = await rig.process(documents);
  assert.deepEqual(await keyStatements(knowledge, kb, 'Quantum physics', 5), []);
});
