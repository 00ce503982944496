/** `presgen doctor`: what this machine has, and what follows from what it lacks. */
import { toolsOn } from '../actors/avatar/index.ts';
import { readConfig } from '../ops/config.ts';
import { openDatabase } from '../persistence/database.ts';
import { oneLine, terminal } from './exits.ts';
import { table } from './table.ts';

const TOOLS: [name: string, purpose: string][] = [
  ['ffmpeg', 'videos (else captioned storyboards)'],
  ['flite', 'English voice'],
  ['espeak-ng', 'other voices'],
  ['soffice', 'render checks of decks in tests'],
  ['chromium', 'browser tests'],
];

export async function run(): Promise<number> {
  const config = readConfig();
  const find = toolsOn(config.toolPath);
  const rows: string[][] = [];
  for (const [name, purpose] of TOOLS) rows.push([name, (await find(name)) ?? 'missing', purpose]);
  rows.push(await databaseRow(config.dataDir, config.databaseUrl));
  terminal.out(table(['what', 'found', 'for'], rows));
  return rows.at(-1)?.[1]?.startsWith('failed') ? 1 : 0;
}

async function databaseRow(dataDir: string, databaseUrl: string | undefined): Promise<string[]> {
  try {
    const database = await openDatabase({ dataDir, databaseUrl });
    await database.ping();
    await database.close();
    return [
      'database',
      database.kind,
      databaseUrl === undefined ? `embedded in ${dataDir}` : 'DATABASE_URL',
    ];
  } catch (error) {
    return ['database', `failed: ${oneLine(error)}`, 'everything'];
  }
}
