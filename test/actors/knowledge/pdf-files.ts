/** Writes small real PDFs: text set at places, nothing else. */

/** Text at a place; points from the lower left corner of a page 600 wide and 800 high. */
export interface Mark {
  x: number;
  y: number;
  text: string;
  size?: number;
}

const WIDTHS = Array.from({ length: 95 }, () => 500).join(' ');

/** A PDF with a page for each list of marks; every character is half its size wide. */
export function pdfOf(pages: Mark[][], options: { encrypted?: boolean } = {}): Buffer {
  const font = 3 + pages.length * 2;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${3 + index * 2} 0 R`).join(' ')}] >>`,
    ...pages.flatMap((marks, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${4 + index * 2} 0 R /Resources << /Font << /F ${font} 0 R >> >> >>`,
      stream(marks.map(markOps).join('\n')),
    ]),
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 126 /Widths [${WIDTHS}] >>`,
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const lock = `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`;
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${options.encrypted === true ? lock : ''} >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

function markOps({ x, y, text, size = 10 }: Mark): string {
  return `BT /F ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`;
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}
