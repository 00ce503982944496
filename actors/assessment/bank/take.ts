/** Questions out of a file, as drafts that somebody else has to review. */
import { terminal } from '../../../runtime/errors.ts';
import { FORMATS, type Format, formatOf } from '../exchange/formats.ts';
import type { Refused } from '../exchange/item.ts';
import type { Mover } from './lifecycle.ts';
import type { BankStore, ItemContent, ItemEvent } from './ports.ts';
import { arrived, flawsIn, hashOf, idOf } from './wording.ts';

/** One line of an import, taken or not. */
export interface ImportReport {
  taken: { id: string; domain: string; stem: string; flaws: string[] }[];
  known: { id: string; stem: string }[];
  refused: Refused[];
}

/** Takes nothing on a dry run, and says the same of every question. */
export async function takeFile(
  store: BankStore,
  file: { format: string; bytes: Uint8Array; certification: string; dryRun: boolean },
  mover: Mover,
  at: number,
): Promise<ImportReport> {
  const { name, read } = formatBy(file.format);
  if (read === null)
    throw terminal('FORMAT_UNKNOWN', `Questions cannot be read back from a ${name}.`);
  const { items, refused } = await read(file.bytes);
  const report: ImportReport = { taken: [], known: [], refused };
  await store.transaction(async (bank) => {
    for (const item of items) {
      const content = arrived(item);
      const hash = hashOf(content);
      const twin = await bank.byHash(hash);
      const isTwice = report.taken.some((each) => each.id === idOf(hash));
      if (twin || isTwice) {
        report.known.push({ id: twin?.id ?? idOf(hash), stem: content.stem });
        continue;
      }
      const flaws = flawsIn(content);
      report.taken.push({ id: idOf(hash), domain: content.domain, stem: content.stem, flaws });
      if (!file.dryRun)
        await bank.change(broughtIn(content, hash, flaws, file, mover, at), item.id);
    }
  });
  return report;
}

function broughtIn(
  content: ItemContent,
  hash: string,
  flaws: string[],
  { format, certification }: { format: string; certification: string },
  { person }: Mover,
  at: number,
) {
  const { domain, objective, difficulty, type, stem } = content;
  const reason = `Imported from a file (${formatOf(format)?.name ?? format}).`;
  const event: ItemEvent = {
    ...{ at, actor: person, action: 'imported', version: 1, workflow: null, comment: reason },
    ...{ from_state: null, to_state: 'draft' },
  };
  return {
    expect: null,
    row: {
      ...{ id: idOf(hash), certification, domain, objective, difficulty, type, stem, hash },
      ...{ state: 'draft' as const, version: 1, authors: [person], verified: false },
      ...{ created_at: at, updated_at: at },
    },
    version: {
      ...{ version: 1, hash, content, verified: false, flaws, author: person, at, reason },
    },
    events: [event],
  };
}
/** Rejects with terminal FORMAT_UNKNOWN. */
export function formatBy(id: string): Format {
  const format = formatOf(id);
  if (format) return format;
  throw terminal(
    'FORMAT_UNKNOWN',
    `There is no format ${id}; there are ${FORMATS.map((each) => each.id).join(', ')}.`,
  );
}
