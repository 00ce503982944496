/** A curriculum as a file of any kind that is read, to the domains it names. */
import { type CurriculumProposal, readCurriculum } from './curriculum.ts';
import { decodeText } from './decode.ts';
import { type Extract, isUnreadable } from './extraction.ts';
import { sniffKind } from './kind.ts';

export type CurriculumReader = (
  fileName: string,
  bytes: Uint8Array,
) => Promise<CurriculumProposal | { refused: string }>;

/** @param extract reads the file apart from this process; a file it cannot read is refused in words. */
export function createCurriculumReader(extract: Extract): CurriculumReader {
  return async (fileName, bytes) => {
    try {
      const { blocks } = await extract(withLinesApart(fileName, bytes), '', fileName);
      return readCurriculum(blocks);
    } catch (error) {
      if (isUnreadable(error)) return { refused: error.message };
      throw error;
    }
  };
}

/** Lines with a share each are meant as lines, though text and Markdown would join them. */
function withLinesApart(fileName: string, bytes: Uint8Array): Uint8Array {
  const kind = sniffKind(bytes, '', fileName);
  if (kind !== 'text' && kind !== 'markdown') return bytes;
  const lines = decodeText(bytes).split(/\r\n?|\n/);
  const apart = lines.flatMap((line) => (/^[^|]*\d\s*%[^|]*$/.test(line) ? ['', line] : [line]));
  return Buffer.from(apart.join('\n'));
}
