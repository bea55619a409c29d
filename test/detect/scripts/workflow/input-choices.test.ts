// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows and shells write their variables like this
/** What actions and workflows install only for those that ask for it. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const HELM =
  'helm install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version 1.30.1';

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`),
    told: problems.flatMap(({ why, file, line, assumption }) =>
      assumption ? [`${file}:${line} ${/`[^`]+`/.exec(why)?.[0]}`] : [],
    ),
  };
}

function action(preset: string, ...step: readonly string[]): string {
  return [
    'inputs:',
    '  ingress:',
    `    default: ${preset}`,
    'runs:',
    '  using: composite',
    '  steps:',
    '    - env:',
    '        INGRESS: ${{ inputs.ingress }}',
    ...step.map(line => `      ${line}`),
    '',
  ].join('\n');
}

const WAYS: readonly (readonly [what: string, step: readonly string[]])[] = [
  [
    'an arm of a case',
    [
      'run: |',
      '  case "${INGRESS}" in',
      '    "istio"|mesh)',
      `      ${HELM}`,
      '      ;;',
      '    *) exit 1;;',
      '  esac',
    ],
  ],
  ['an arm of an if', ['run: |', '  if [ "$INGRESS" = "istio" ]; then', '    echo', `    ${HELM}`, '  fi']],
  [
    'an arm that names the input',
    ['run: |', "  if [[ '${{ inputs.ingress }}' == istio ]]; then", '    echo', `    ${HELM}`, '  fi'],
  ],
  ['a step', ["if: inputs.ingress == 'istio'", 'run: |', '  echo', `  ${HELM}`]],
];

describe('detect/scripts/input-choices', () => {
  it.each(WAYS)('leaves out what %s installs for another input than the default', async (_, step) => {
    const users: Files = {
      '.github/workflows/a.yml':
        'jobs:\n  a:\n    steps:\n      - uses: ./mesh\n        with:\n          ingress: kourier\n',
    };
    expect(await read({ 'mesh/action.yml': action('kourier', ...step), ...users })).toEqual({
      found: [],
      told: [
        'mesh/action.yml:12 `ingress: istio' +
          (step[0] === 'run: |' && step[1]?.includes('case') ? ', mesh`' : '`'),
      ],
    });
  });

  it.each(WAYS)('reads %s for the default', async (_, step) => {
    expect((await read({ 'mesh/action.yml': action('istio', ...step) })).found).toEqual([
      '1.30.1 mesh/action.yml:12',
    ]);
  });

  it.each(['istio', '${{ matrix.ingress }}', '"istio" # for tests'])(
    'reads what somebody of the tree asks for: %s',
    async asked => {
      const users = {
        '.github/workflows/a.yml':
          `jobs:\n  a:\n    steps:\n      - uses: ./mesh\n        with: { ingress: ${asked} }\n`.replace(
            '{ ingress: "istio" # for tests }',
            '\n          ingress: "istio" # for tests',
          ),
      };
      for (const [, step] of WAYS)
        expect((await read({ 'mesh/action.yml': action('kourier', ...step), ...users })).found).toHaveLength(
          1,
        );
    },
  );

  it('reads what a person is offered to choose, and scripts that choose by their environment', async () => {
    const workflow = `on:\n  workflow_dispatch:\n    inputs:\n      ingress:\n        default: kourier\njobs:\n  a:\n    steps:\n      - if: inputs.ingress == 'istio'\n        run: ${HELM}\n`;
    expect((await read({ '.github/workflows/a.yml': workflow })).found).toHaveLength(1);
    const script = `case "$INGRESS" in\n  istio)\n    ${HELM}\n    ;;\nesac\n`;
    expect((await read({ 'mesh.sh': script })).found).toEqual(['1.30.1 mesh.sh:3']);
  });

  it.each(['{ingress: {default: kourier}}', '{other: {}}'])(
    'reads what a person may choose of a workflow that others call, too: %s',
    async inputs => {
      const workflow = `on:\n  workflow_call: {inputs: {ingress: {default: kourier}}}\n  workflow_dispatch: {inputs: ${inputs}}\njobs:\n  a:\n    steps:\n      - if: inputs.ingress == 'istio'\n        run: ${HELM}\n`;
      expect((await read({ '.github/workflows/a.yml': workflow })).found).toHaveLength(
        inputs.includes('ingress') ? 1 : 0,
      );
    },
  );

  it.each([
    ['in the lines below', "ingress: >-\n            ${{ github.ref == 'main' && 'istio' || 'none' }}"],
    ['in other letters', 'INGRESS: Istio'],
    ['at an anchor', 'ingress: *mesh'],
    ['on a line that is not read', `ingress: none # ${'long '.repeat(300)}`],
  ])('reads what somebody asks for %s', async (_, given) => {
    const users = `jobs:\n  a:\n    steps:\n      - uses: ./mesh\n        with:\n          ${given}\n`;
    const files = {
      'mesh/action.yml': action('kourier', ...(WAYS[3]?.[1] ?? [])),
      '.github/workflows/a.yml': users,
    };
    expect((await read(files)).found).toHaveLength(1);
  });

  it('reads what runs for other reasons, too', async () => {
    const step = [
      'run: |',
      '  if [ "$INGRESS" = "kourier" ] || true; then',
      '    echo',
      `    ${HELM}`,
      '  fi',
    ];
    expect((await read({ 'mesh/action.yml': action('none', ...step) })).found).toHaveLength(1);
  });
});
