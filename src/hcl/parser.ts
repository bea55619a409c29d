/** Reads HCL with its real grammar. The parser is WebAssembly: it is loaded when the first file needs it, and once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Node, Parser } from 'web-tree-sitter';
import { assetsFolder } from '../assets.js';
import type { HclBody, HclError, HclFile, TemplatePart } from './syntax.js';
import { bodyOf, errorsOf, templateOf } from './tree.js';

export interface HclParser {
  /** The blocks and attributes of a file; errors don't cost the rest of it. */
  parse(file: string, text: string): HclFile;
  /** A file of HCL's template language (`templatefile`); undefined where it can't be read. */
  parseTemplate(text: string): readonly TemplatePart[] | undefined;
}

let loading: Promise<HclParser> | undefined;

/** @throws where the parser's files are missing beside the program: a broken installation */
export function hclParser(): Promise<HclParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<HclParser> {
  const folder = join(assetsFolder(), 'wasm');
  const address = pathToFileURL(join(folder, 'web-tree-sitter.js')).href;
  // The bundler must leave this import alone: the loader finds its own .wasm beside itself.
  const runtime = (await import(/* webpackIgnore: true */ address)) as typeof import('web-tree-sitter');
  await runtime.Parser.init();
  const grammar = await readFile(join(folder, 'tree-sitter-terraform.wasm'));
  const parser = new runtime.Parser();
  parser.setLanguage(await runtime.Language.load(grammar));
  return {
    parse(file, text) {
      const read = withTree(parser, text, root => {
        const body = root.namedChildren.find(child => child?.type === 'body');
        return {
          file,
          body: body ? bodyOf(body, text) : NOTHING,
          errors: root.hasError ? errorsOf(root) : [],
        };
      });
      return read ?? { file, body: NOTHING, errors: [TOO_DEEP] };
    },
    parseTemplate(text) {
      if (text.split('\n').some(line => line.trim() === TEMPLATE_END)) return undefined;
      const ended = text.endsWith('\n') ? text : `${text}\n`;
      const wrapped = `${TEMPLATE_START}${ended}${TEMPLATE_END}\n`;
      return withTree(parser, wrapped, root => {
        if (root.hasError) return undefined;
        const [template] = root.descendantsOfType('heredoc_template');
        return template ? templateOf(template, wrapped, -1) : [];
      });
    },
  };
}

const TEMPLATE_END = 'END_OF_THE_TEMPLATE_FILE';
const TEMPLATE_START = `template = <<${TEMPLATE_END}\n`;

const NOTHING: HclBody = { attributes: [], blocks: [] };
const TOO_DEEP: HclError = { line: 1, endLine: 1, message: 'it is nested too deep' };

/** A syntax tree lives in the memory of the parser, and is freed once it was read. Undefined where the text is nested too deep. */
function withTree<T>(parser: Parser, text: string, read: (root: Node) => T): T | undefined {
  const tree = parser.parse(text);
  if (!tree) throw new Error('the HCL parser was not set up');
  try {
    return read(tree.rootNode);
  } catch (cause) {
    // The stack is used up by blocks inside blocks, as no person writes them.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  } finally {
    tree.delete();
  }
}
