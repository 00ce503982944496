/**
 * Markdown: markdown-it renders to HTML, which the HTML reader takes apart, so that tables and
 * lists written as raw HTML inside Markdown come out like any other.
 */
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';
import { extractHtml } from './extract-html.ts';
import type { Extraction } from './extraction.ts';

const FRONT_MATTER = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
/** Directives of site generators that are neither Markdown nor prose. */
const DIRECTIVES = /^[ \t]*:::.*$|\{\{[<%][\s\S]*?[>%]\}\}|^\[TOC\]$|^\[\[_?TOC_?\]\]$/gim;
const HEADING_ANCHOR = /(^#{1,6} .*?)\s*\{#[\w-]+\}\s*$/gm;
const WIKI_LINK = /\[\[([^\]|\n]{1,200}\|)?([^\]\n]{1,200})\]\]/g;
const CALLOUT = /^(>\s*)\[!\w+\][ \t]*/gm;
const FENCED = /^([ \t]*)(`{3,}|~{3,})[\s\S]*?(?:\n[ \t]*\2|$(?![\s\S]))/gm;
const ELEMENTS = new Set(
  (
    'a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em ' +
    'figcaption figure h1 h2 h3 h4 h5 h6 hr i iframe img ins kbd li mark ol p picture pre q s samp ' +
    'script section small source span strike strong style sub summary sup svg table tbody td tfoot ' +
    'th thead tr tt u ul var video'
  ).split(' '),
);

const markdown = createRenderer();

/** Reads Markdown; front matter gives only the title. */
export function extractMarkdown(source: string): Extraction {
  const front = FRONT_MATTER.exec(source);
  const body = front === null ? source : source.slice(front[0].length);
  return extractHtml(markdown.render(outsideCode(body)), titleOf(front?.[1]));
}

function createRenderer() {
  const renderer = new MarkdownIt({ html: true, linkify: false, typographer: false });
  const { rules } = renderer.renderer;
  const raw = (content: string) => keepKnownTags(content, renderer.utils.escapeHtml);
  rules.html_inline = (tokens, index) => raw(tokens[index]?.content ?? '');
  rules.html_block = (tokens, index) => raw(tokens[index]?.content ?? '');
  rules.image = () => '';
  return renderer;
}

/** Placeholders such as `<duration>` are words of the text, not elements. */
function keepKnownTags(html: string, escapeHtml: (text: string) => string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<\/?([A-Za-z][\w.:-]*)[^<>]*>/g, (tag, name: string) =>
      ELEMENTS.has(name.toLowerCase()) ? tag : escapeHtml(tag),
    );
}

function outsideCode(source: string): string {
  let result = '';
  let at = 0;
  for (const fence of source.matchAll(FENCED)) {
    result += withoutDirectives(source.slice(at, fence.index)) + fence[0];
    at = fence.index + fence[0].length;
  }
  return result + withoutDirectives(source.slice(at));
}

function withoutDirectives(text: string): string {
  return text
    .replace(DIRECTIVES, '')
    .replace(HEADING_ANCHOR, '$1')
    .replace(CALLOUT, '$1')
    .replace(WIKI_LINK, '$2');
}

function titleOf(front: string | undefined): string | null {
  if (front === undefined) return null;
  try {
    const fields: unknown = parse(front, { maxAliasCount: 0 });
    if (typeof fields !== 'object' || fields === null || !('title' in fields)) return null;
    return typeof fields.title === 'string' ? fields.title : null;
  } catch {
    return null;
  }
}
