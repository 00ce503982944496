/** `presgen doctor`: what this machine has, and what follows from what it lacks. */
import { toolsOn } from '../actors/avatar/index.ts';
import { type Config, readConfig } from '../ops/config.ts';
import { openDatabase } from '../persistence/database.ts';
import { avatarBinary } from './avatar-program.ts';
import { oneLine, terminal } from './exits.ts';
import { googleRow } from './google-check.ts';
import { table } from './table.ts';

const TOOLS: [name: string, purpose: string][] = [
  ['ffmpeg', 'videos (else captioned storyboards)'],
  ['flite', 'English voice'],
  ['espeak-ng', 'other voices'],
  ['soffice', 'decks looked at as pages, PDFs of decks'],
  ['pdftotext', 'decks looked at as pages'],
  ['pdftoppm', 'decks looked at as pages'],
  ['chromium', 'browser tests'],
];

export async function run(): Promise<number> {
  const config = readConfig();
  const find = toolsOn(config.toolPath);
  const rows: string[][] = [];
  for (const [name, purpose] of TOOLS) rows.push([name, (await find(name)) ?? 'missing', purpose]);
  rows.push(await programRow(config));
  rows.push(...(await roomRows(config)));
  rows.push(languageModelRow(config.languageModel));
  terminal.out(table(['what', 'found', 'for'], rows));
  return rows.some(([, found]) => found?.startsWith('failed')) ? 1 : 0;
}

async function programRow({ avatarSidecar: { mode }, toolPath }: Config): Promise<string[]> {
  const purpose = 'rendered presenters (else drawn ones)';
  if (mode === 'off') return ['rendering program', 'switched off', purpose];
  if (mode !== 'auto') return ['rendering program', `at ${new URL(mode).host}`, purpose];
  return ['rendering program', (await avatarBinary(toolPath)) ?? 'not built', purpose];
}

/** What is configured; nothing is asked, since asking costs. */
function languageModelRow(model: Config['languageModel']): string[] {
  const purpose = 'questions beside the offline ones';
  if (model === undefined) return ['language model', 'not configured', purpose];
  const priced = model.prices[model.model] && model.prices[model.judge];
  const judge = model.judge === model.model ? '' : `, checked by ${model.judge}`;
  const cost = priced ? 'price known' : 'price unknown: set LLM_PRICES';
  const at = new URL(model.baseUrl).host;
  return ['language model', `${model.model}${judge} at ${at}, ${cost}`, purpose];
}

/** What is asked of the database, and of those whose keys it holds. */
async function roomRows(config: Config): Promise<string[][]> {
  const { dataDir, databaseUrl } = config;
  try {
    const database = await openDatabase({ dataDir, databaseUrl });
    try {
      await database.ping();
      const place = databaseUrl === undefined ? `embedded in ${dataDir}` : 'DATABASE_URL';
      return [['database', database.kind, place], await googleRow(config, database)];
    } finally {
      await database.close();
    }
  } catch (error) {
    return [['database', `failed: ${oneLine(error)}`, 'everything']];
  }
}
