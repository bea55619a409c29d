/** The little of Jinja that values are handed on with. Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_templating.html */

export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** `{{ name }}`: the variable that a text is the whole of. */
export function variableIn(text: string): string | undefined {
  return /^\s*\{\{\s*([A-Za-z_][\w.]*)\s*\}\}\s*$/.exec(text)?.[1];
}

/** `{{ lookup('template', 'values.yml.j2') | from_yaml }}`: the file that a text is the whole of. */
export function lookupIn(text: string): { readonly isTemplate: boolean; readonly name: string } | undefined {
  const [, kind, name] =
    /^\s*\{\{\s*lookup\(\s*['"](?:ansible\.builtin\.)?(template|file)['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*\|\s*(?:ansible\.builtin\.)?from_(?:yaml|json)\s*\}\}\s*$/.exec(
      text,
    ) ?? [];
  return name === undefined ? undefined : { isTemplate: kind === 'template', name };
}
