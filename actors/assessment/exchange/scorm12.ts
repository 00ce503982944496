/** SCORM 1.2: the assessment with a small player of our own that reports score and status. */
import { readFile } from 'node:fs/promises';
import type { ExchangeSet } from './item.ts';
import { pack } from './package.ts';
import { el, writeXml } from './xml.ts';

const PLAYER = ['index.html', 'player.css', 'player.js'];

/** A package any SCORM 1.2 platform can start. It cannot be read back. */
export async function writeScorm12(set: ExchangeSet): Promise<Uint8Array> {
  const files: Record<string, string> = {
    'imsmanifest.xml': writeXml(manifest(set)),
    'questions.js': `window.presgenAssessment = ${literal(set)};\n`,
  };
  for (const name of PLAYER)
    files[name] = await readFile(new URL(`player/${name}`, import.meta.url), 'utf8');
  return pack(files);
}

function literal({ title, pass_mark, items }: ExchangeSet): string {
  const played = items.map(({ stem, options, key, rationale }) => ({
    ...{ stem, options, key, rationale },
  }));
  return JSON.stringify({ title, passMark: pass_mark, items: played })
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function manifest({ title, pass_mark }: ExchangeSet) {
  const mastery =
    pass_mark === null ? [] : [el('adlcp:masteryscore', {}, String(Math.round(pass_mark * 100)))];
  return el(
    'manifest',
    {
      identifier: 'PRESGEN-ASSESSMENT',
      version: '1.0',
      xmlns: 'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
      'xmlns:adlcp': 'http://www.adlnet.org/xsd/adlcp_rootv1p2',
    },
    el('metadata', {}, el('schema', {}, 'ADL SCORM'), el('schemaversion', {}, '1.2')),
    el(
      'organizations',
      { default: 'COURSE' },
      el(
        'organization',
        { identifier: 'COURSE' },
        el('title', {}, title),
        el(
          'item',
          { identifier: 'ASSESSMENT', identifierref: 'PLAYER', isvisible: 'true' },
          el('title', {}, title),
          ...mastery,
        ),
      ),
    ),
    el(
      'resources',
      {},
      el(
        'resource',
        {
          identifier: 'PLAYER',
          type: 'webcontent',
          'adlcp:scormtype': 'sco',
          href: 'index.html',
        },
        ...[...PLAYER, 'questions.js'].map((href) => el('file', { href })),
      ),
    ),
  );
}
