/** Word documents: mammoth turns styles into HTML, which the HTML reader takes apart. */
import mammoth from 'mammoth';
import { extractHtml } from './extract-html.ts';
import type { Extraction } from './extraction.ts';

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** Reads a DOCX; pictures are left out, they carry no text. */
export async function extractDocx(bytes: Uint8Array): Promise<Extraction> {
  const noPictures = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { convertImage: noPictures, styleMap: STYLES },
  );
  return extractHtml(value);
}
