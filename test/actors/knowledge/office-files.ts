/** Writes small real DOCX and PPTX files, so that tests need no binary fixtures. */
import JSZip from 'jszip';

/** A piece of a Word document; `**` around words makes them bold. */
export type Piece =
  | { heading: string; level: number }
  | { paragraph: string }
  | { items: string[] }
  | { rows: string[][] };

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
/** Fixed, so that the same pieces give the same bytes. */
const DATE = new Date(Date.UTC(2026, 0, 1));

/** A DOCX with headings, paragraphs, bulleted lists and tables. */
export async function docxOf(pieces: Piece[]): Promise<Buffer> {
  return packed({
    '[Content_Types].xml': contentTypes({
      '/word/document.xml': `${WORD}.document.main+xml`,
      '/word/styles.xml': `${WORD}.styles+xml`,
      '/word/numbering.xml': `${WORD}.numbering+xml`,
    }),
    '_rels/.rels': relationships([['officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relationships([
      ['styles', 'styles.xml'],
      ['numbering', 'numbering.xml'],
    ]),
    'word/styles.xml': stylesXml(),
    'word/numbering.xml': `${XML}<w:numbering ${W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `${XML}<w:document ${W}><w:body>${pieces.map(pieceXml).join('')}<w:sectPr/></w:body></w:document>`,
  });
}

/** A PPTX whose slides carry a title and text lines; readable, not pretty. */
export async function pptxOf(slides: { title: string; lines: string[] }[]): Promise<Buffer> {
  const files: Record<string, string> = {
    '[Content_Types].xml': contentTypes({
      '/ppt/presentation.xml': `${SLIDES}.presentation.main+xml`,
    }),
    '_rels/.rels': relationships([['officeDocument', 'ppt/presentation.xml']]),
    'ppt/_rels/presentation.xml.rels': relationships(
      slides.map((_, index) => ['slide', `slides/slide${slides.length - index}.xml`]),
    ),
    'ppt/presentation.xml': `${XML}<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('')}</p:sldIdLst></p:presentation>`,
  };
  for (const [index, slide] of slides.entries())
    files[`ppt/slides/slide${slides.length - index}.xml`] = slideXml(slide);
  return packed(files);
}

async function packed(files: Record<string, string>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, text] of Object.entries(files))
    zip.file(name, text, { date: DATE, createFolders: false });
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

function pieceXml(piece: Piece): string {
  if ('heading' in piece)
    return paragraphXml(piece.heading, `<w:pStyle w:val="Heading${piece.level}"/>`);
  if ('paragraph' in piece) return paragraphXml(piece.paragraph);
  if ('items' in piece)
    return piece.items
      .map((item) =>
        paragraphXml(
          item,
          '<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        ),
      )
      .join('');
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>${piece.rows.map(rowXml).join('')}</w:tbl><w:p/>`;
}

function rowXml(row: string[], index: number): string {
  const header = index === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : '';
  const cells = row.map(
    (cell) => `<w:tc>${paragraphXml(index === 0 ? `**${cell}**` : cell)}</w:tc>`,
  );
  return `<w:tr>${header}${cells.join('')}</w:tr>`;
}

function paragraphXml(text: string, properties = ''): string {
  const runs = text.split('**').map((part, index) => {
    const bold = index % 2 === 1 ? '<w:rPr><w:b/></w:rPr>' : '';
    return part === ''
      ? ''
      : `<w:r>${bold}<w:t xml:space="preserve">${escapeXml(part)}</w:t></w:r>`;
  });
  return `<w:p><w:pPr>${properties}</w:pPr>${runs.join('')}</w:p>`;
}

function slideXml({ title, lines }: { title: string; lines: string[] }): string {
  const shape = (placeholder: string, texts: string[]) =>
    `<p:sp><p:nvSpPr><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr><p:txBody>${texts
      .map((text) => `<a:p><a:pPr lvl="0"/><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`)
      .join('')}</p:txBody></p:sp>`;
  return `${XML}<p:sld xmlns:p="p" xmlns:a="a">${shape('<p:ph type="title"/>', [title])}${shape('<p:ph idx="1"/>', lines)}${shape('<p:ph type="sldNum"/>', ['7'])}</p:sld>`;
}

function stylesXml(): string {
  const heading = (level: number, size: number) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:color="888888"/>`)
    .join('');
  return `${XML}<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>${heading(1, 36)}${heading(2, 28)}${heading(3, 24)}<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${border}</w:tblBorders></w:tblPr></w:style></w:styles>`;
}

function contentTypes(parts: Record<string, string>): string {
  const overrides = Object.entries(parts).map(
    ([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`,
  );
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

function relationships(targets: string[][]): string {
  const rows = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${rows.join('')}</Relationships>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
