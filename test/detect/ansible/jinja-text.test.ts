/** Templates of Jinja with what is filled into them. */

import { filledWith } from '../../../src/detect/ansible/jinja.js';
import type { Find } from '../../../src/detect/ansible/jinja-conditions.js';
import { holdsFor } from '../../../src/detect/ansible/jinja-conditions.js';
import { jinjaTemplate } from '../../../src/detect/ansible/jinja-text.js';
import { valueAt } from '../../../src/yaml/positioned.js';
import { describe, expect, it } from '../../support/jest.js';

const NAMES = {
  item: { name: 'bank', port: 443, tls: { mode: 'SIMPLE' }, skip: false },
  hosts: ['a.example', 'b.example'],
  env: 'prod',
};

/** `secret` is what nobody here can say. */
const find: Find = (name, keys) =>
  name === 'secret' ? undefined : { value: valueAt(NAMES, [name, ...keys]) };

describe('detect/ansible/jinja-text', () => {
  it('fills in expressions, and takes the branch that holds', () => {
    const template = `name: {{ item.name | upper }}
{% if item.sni is defined %}
sni: {{ item.sni }}
{% elif env == 'prod' %}
  {# what production does #}
tls: {{ item.tls }}
{% else %}
none: true
{% endif %}
mode: {{ item.mode | default('SIMPLE') }}
`;
    expect(jinjaTemplate(template)?.fill(find)).toEqual({
      text: 'name: BANK\ntls: {"mode":"SIMPLE"}\nmode: SIMPLE\n',
      lines: [1, 6, 10, 11],
    });
  });

  it('repeats what a loop goes through, with the lines of the template', () => {
    const template = 'hosts:\n{% for host in hosts %}\n- {{ host }}\n{% endfor %}\n';
    expect(jinjaTemplate(template)?.fill(find)).toEqual({
      text: 'hosts:\n- a.example\n- b.example\n',
      lines: [1, 3, 3, 4],
    });
  });

  it.each([
    '{{ secret }}',
    '{{ item.missing }}',
    '{% if secret %}a{% endif %}',
    '{% if item.name %}a',
    '{% endif %}',
    '{% set a = 1 %}',
    '{% for a in item.name %}a{% endfor %}',
    '{{ item.name | to_nice_yaml }}',
  ])('says nothing of %s', template => {
    expect(jinjaTemplate(template)?.fill(find)).toBeUndefined();
  });
});

describe('detect/ansible/jinja-conditions', () => {
  it.each<[string, boolean | undefined]>([
    ["env == 'prod'", true],
    ["env != 'prod'", false],
    ["env == 'dev' or item.port == 443", true],
    ['item.sni is defined', false],
    ['item.sni is not defined and not item.skip', true],
    ['item.skip | default(true)', false],
    ['item.other | default(true) | bool', true],
    ['secret or env', true],
    ['secret and item.skip', false],
    ['secret is defined', undefined],
    ['env in groups', undefined],
  ])('%s: %s', (condition, expected) => {
    expect(holdsFor(condition, find)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["{{ item.name if env == 'prod' else 'x' }}", 'bank'],
    ["{{ item.name if env == 'dev' else {} }}", {}],
    ["{{ item.name | replace('ba', 'ta') }}", 'tank'],
  ])('%s', (text, expected) => {
    expect(filledWith(text, find)?.value).toEqual(expected);
  });
});
