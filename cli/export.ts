/** `presgen export WORKFLOW [--out FILE.zip]`: what is kept about one workflow, learners by id only. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { timelineView } from '../http/fleet/views.ts';
import { foldTimeline } from '../machines/timeline.ts';
import { createSystemClock } from '../ops/clock.ts';
import { type Config, readConfig } from '../ops/config.ts';
import { type Artifact, createArtifacts } from '../persistence/artifacts.ts';
import { createAudit } from '../persistence/audit-log.ts';
import { createBlobs } from '../persistence/blobs.ts';
import type { Database } from '../persistence/database.ts';
import { createReadModels } from '../persistence/read-models.ts';
import { createRequests } from '../persistence/requests.ts';
import { createSqlStore } from '../persistence/store.ts';
import type { JournalEntry, Store } from '../runtime/ports.ts';
import { ON_THE_COMMAND_LINE } from './audit.ts';
import { terminal, UsageError } from './exits.ts';
import { onDatabase } from './on-database.ts';
import { type Packed, writeZip } from './zip.ts';

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' } },
  });
  const [workflow] = positionals;
  if (workflow === undefined || positionals.length > 1)
    throw new UsageError('export needs one workflow id');
  const file = resolve(values.out ?? `${workflow}.zip`);
  if (await isThere(file)) throw new UsageError(`${file} exists; choose another --out`);
  const config = readConfig();
  await onDatabase(config, (database) => exportTo(file, workflow, database, config));
  return 0;
}

async function exportTo(
  file: string,
  workflow: string,
  database: Database,
  { dataDir }: Config,
): Promise<void> {
  if ((await createReadModels(database).workflow(workflow)) === null)
    throw new UsageError(`there is no workflow ${workflow}`);
  const { now } = createSystemClock();
  const artifacts = createArtifacts(database, createBlobs(join(dataDir, 'blobs')), now);
  const listed = await artifacts.list(workflow);
  const shareable = listed.filter(({ learner }) => learner === null);
  // Before the file is there: what cannot be put on record is not handed out.
  const audit = createAudit(database, now);
  await audit.append({
    ...ON_THE_COMMAND_LINE,
    ...{ action: 'workflow.exported', subject: workflow },
    detail: { artifacts: shareable.length },
  });
  const records: Packed[] = [
    ...(await recordsOf(workflow, database)),
    { name: 'audit.ndjson', text: ndjson(await audit.about(workflow)) },
    { name: 'artifacts.json', text: pretty(listed.map(described)) },
  ];
  const files = shareable.map(
    (artifact): Packed => ({ name: pathOf(artifact), bytes: () => artifacts.read(artifact) }),
  );
  await writeZip(file, [...records, ...files]);
  const left = listed.length - shareable.length;
  terminal.out(`${file}: ${records.length} records and ${files.length} artefacts`);
  if (left > 0)
    terminal.out(`left out: ${left} made for one learner, whose name they show (artifacts.json)`);
}

/** The settings, the journal of the workflow and all it started, and the timeline. */
async function recordsOf(workflow: string, database: Database): Promise<Packed[]> {
  const settings = await createRequests(database, { seal: () => [] }).settings(workflow);
  const store = createSqlStore(database);
  const journal: JournalEntry[] = [];
  for (const { address } of await store.family(workflow))
    journal.push(...(await wholeJournal(store, address)));
  const own = journal.filter(({ address }) => address === workflow);
  return [
    { name: 'settings.json', text: pretty(settings) },
    { name: 'journal.ndjson', text: ndjson(journal) },
    { name: 'timeline.json', text: pretty(timelineView(foldTimeline(own))) },
  ];
}

async function wholeJournal(store: Store, address: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (;;) {
    const page = await store.journal(address, entries.at(-1)?.seq ?? -1, 1000);
    entries.push(...page);
    if (page.length < 1000) return entries;
  }
}

function described(artifact: Artifact): object {
  const { created_at, learner, ...more } = artifact;
  const file = learner === null ? pathOf(artifact) : null;
  return { file, learner, ...more, created_at: new Date(created_at).toISOString() };
}

function pathOf({ type, name }: Artifact): string {
  return `artifacts/${type}/${name.replaceAll(/[/\\]|^\.+/g, '_')}`;
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function ndjson(rows: object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
