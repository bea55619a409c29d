/** Every surface by its name: a new one is one file, one line here, and its name in `format-names.ts`. */
import type { Report } from '../model.js';
import type { FormatName } from './format-names.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { type MarkdownOptions, renderMarkdown } from './markdown.js';
import type { TextOptions } from './pen.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text.js';

/** What surfaces can be told; each takes what it knows. */
export type RenderOptions = TextOptions & MarkdownOptions;

export type Renderer = (report: Report, options: RenderOptions) => string;

const RENDERERS: Readonly<Record<FormatName, Renderer>> = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
  sarif: renderSarif,
  html: renderHtml,
};

/** Renderers by the name that `--format` takes. */
export const FORMATS: ReadonlyMap<string, Renderer> = new Map(Object.entries(RENDERERS));
