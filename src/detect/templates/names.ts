/** Ends of the names of templates that tools fill in before anything else reads them. */
export const TEMPLATE_ENDS: readonly string[] = [
  'j2',
  'jinja',
  'jinja2',
  'erb',
  'envsubst',
  'in',
  'tpl',
  'tmpl',
  'tftpl',
  'template',
];

/** As one group of a pattern. */
export const TEMPLATE_END = `(?:${TEMPLATE_ENDS.join('|')})`;
