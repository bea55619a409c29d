/** The names that `--format` takes, apart from the renderers, so that reading options loads none of them. */
export const FORMAT_NAMES = ['text', 'markdown', 'json', 'sarif', 'html'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
