/** Every surface by its name: a new one is one file and one line here. */
import type { Report } from '../model.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { type MarkdownOptions, renderMarkdown } from './markdown.js';
import type { TextOptions } from './pen.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text.js';

/** What surfaces can be told; each takes what it knows. */
export type RenderOptions = TextOptions & MarkdownOptions;

export type Renderer = (report: Report, options: RenderOptions) => string;

/** Renderers by the name that `--format` takes. */
export const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ['text', renderText],
  ['markdown', renderMarkdown],
  ['json', renderJson],
  ['sarif', renderSarif],
  ['html', renderHtml],
]);
