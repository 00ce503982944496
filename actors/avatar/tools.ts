/** Which outside programs and fonts this machine has, looked for at each run, never at import. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Absolute path of a program, or null when the machine lacks it. */
export type FindTool = (name: string) => Promise<string | null>;

/** A system voice: which program speaks, and as whom. */
export interface Voice {
  engine: 'flite' | 'espeak-ng';
  path: string;
  name: string;
}

/** What a rendering can count on. `missing` names what is not there, for people to read. */
export interface Toolbox {
  ffmpeg: string | null;
  ffprobe: string | null;
  /** Best first; the later ones are for when the first fails. */
  voices: Voice[];
  missing: string[];
}

/** Font files for drawing; `family` is what the drawings ask for. */
export interface Fonts {
  family: string;
  files: string[];
}

const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal16', 'kal'];

/** Looks for programs in the folders of a PATH-like variable. */
export function toolsOn(pathVariable: string): FindTool {
  const folders = pathVariable.split(delimiter).filter((folder) => folder !== '');
  return async (name) => {
    for (const folder of folders) {
      const path = join(folder, name);
      if (await reachable(path, constants.X_OK)) return path;
    }
    return null;
  };
}

/** Takes stock of encoder and voices; `wanted` is the voice the request asks for, if any. */
export async function takeStock(find: FindTool, wanted: string): Promise<Toolbox> {
  const [ffmpeg, ffprobe, flite, espeak] = await Promise.all(
    ['ffmpeg', 'ffprobe', 'flite', 'espeak-ng'].map(find),
  );
  const voices: Voice[] = [];
  const name = FLITE_VOICES.includes(wanted) ? wanted : 'slt';
  if (flite) voices.push({ engine: 'flite', path: flite, name });
  if (espeak) voices.push({ engine: 'espeak-ng', path: espeak, name: 'en-us' });
  if (/^(espeak|en[-_])/.test(wanted)) voices.reverse();
  const missing: string[] = [];
  if (!ffmpeg) missing.push('ffmpeg');
  if (!ffprobe) missing.push('ffprobe');
  if (voices.length === 0) missing.push('a system voice (flite or espeak-ng)');
  return { ffmpeg: ffmpeg ?? null, ffprobe: ffprobe ?? null, voices, missing };
}

const FONT_SETS: Fonts[] = [
  ...['liberation', 'liberation2', 'liberation-sans'].map((folder) => ({
    family: 'Liberation Sans',
    files: ['Regular', 'Bold'].map(
      (style) => `/usr/share/fonts/truetype/${folder}/LiberationSans-${style}.ttf`,
    ),
  })),
  {
    family: 'Liberation Sans',
    files: ['Regular', 'Bold'].map(
      (style) => `/usr/share/fonts/liberation-sans/LiberationSans-${style}.ttf`,
    ),
  },
  {
    family: 'DejaVu Sans',
    files: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(
      (file) => `/usr/share/fonts/truetype/dejavu/${file}`,
    ),
  },
  {
    family: 'Arial',
    files: ['Arial.ttf', 'Arial Bold.ttf'].map(
      (file) => `/System/Library/Fonts/Supplemental/${file}`,
    ),
  },
];

/** The first complete font set on this machine; without files the rasteriser searches by itself. */
export async function findFonts(): Promise<Fonts> {
  for (const fonts of FONT_SETS) {
    const there = await Promise.all(fonts.files.map((file) => reachable(file, constants.R_OK)));
    if (there.every(Boolean)) return fonts;
  }
  return { family: 'sans-serif', files: [] };
}

async function reachable(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}
