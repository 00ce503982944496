/** What an erasure takes and what it leaves, in words for whoever has to answer for it. */
import type { Erasure } from './erasure-plan.ts';

export interface Telling {
  learner: string;
  /** Whether it was done or only looked at. */
  done: boolean;
  isEmbedded: boolean;
}

export function erasureReport(erasures: Erasure[], telling: Telling): string {
  const { learner, done } = telling;
  const blocks = erasures.map((each) => block(each, done));
  const nothing = erasures.every((each) => takings(each).length === 0);
  const end = nothing
    ? `Nothing is left to erase of ${learner}.`
    : done
      ? `Erased. The audit log says so, with the id ${learner} only.`
      : 'Nothing was changed. To destroy all of this for good, run the command again with --yes.';
  return [...blocks, '', end, '', ...remains(erasures, telling)].join('\n');
}

function block(erasure: Erasure, done: boolean): string {
  const { workflow, certification_name: name, status } = erasure.place;
  const lines = takings(erasure);
  const verb = done ? 'is gone' : 'would go';
  const head = `${workflow} (${name}, ${status ?? 'never started'})`;
  if (lines.length === 0) return `${head}: nothing is left there`;
  return [`${head}: this ${verb}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function takings(erasure: Erasure): string[] {
  const { place, answers, rights, artifacts, files, blobs, mails, parts, copies } = erasure;
  return [
    ...(place.sealed ? ['name and address, with the key they are sealed under'] : []),
    ...counted(answers, 'response to a form'),
    ...counted(rights, 'right to read a shared file'),
    ...artifacts.map(({ type, name, id }) => `${type} ${name} (${id})`),
    ...counted(files.length, 'file of theirs on the local drive'),
    ...counted(blobs.length, 'stored file that nothing else uses'),
    ...[...mails, ...parts, ...copies],
  ];
}

function counted(count: number, what: string): string[] {
  const [first = '', ...rest] = what.split(' ');
  if (count === 0) return [];
  return [`${count} ${[count === 1 ? first : `${first}s`, ...rest].join(' ')}`];
}

function remains(erasures: Erasure[], { learner, isEmbedded }: Telling): string[] {
  const going = erasures.filter(({ place }) => place.status !== null && !isOver(place.status));
  const sent = erasures.reduce((sum, each) => sum + each.sent, 0);
  const onGoogle = erasures.flatMap((each) => each.onGoogle);
  const lines = [
    `journal, answer file, gaps and report of the workflow, under the id ${learner}: they hold no name, and without them the figures of the group would be wrong`,
    isEmbedded
      ? "the embedded database's write-ahead log (pg/pg_wal), until it is overwritten: the sealed identity, which opens only with the installation's secret, and answers under the id"
      : "the database server's write-ahead log and dead rows, until it cleans up: the sealed identity, which opens only with the installation's secret, and answers under the id",
    'backups and exports made before now, until you delete them; run this again after restoring one',
    'documents that people handed in, and comments they wrote: nobody knows whom they mention',
    ...(sent > 0 ? [`${sent} of the mails went out by SMTP and are where they were sent`] : []),
    ...going.map(({ place }) => `${place.workflow} goes on, without name and address`),
  ];
  const stays = ['What remains, and why:', ...lines.map((line) => `- ${line}`)];
  if (onGoogle.length === 0) return stays;
  return [...stays, '', 'On Google, by hand:', ...onGoogle.map((line) => `- ${line}`)];
}

const OVER = new Set(['completed', 'cancelled', 'compensated']);

function isOver(status: string): boolean {
  return OVER.has(status);
}
