/** Resources that commands change before they are applied, or afterwards: what they hold then is not known, and that is said. */
import { editedResources } from '../../../src/detect/unread/edited-resources.js';
import { collectResources } from '../../../src/mesh/collect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const RULE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: partner}\nspec:\n  host: api.partner.example\n  trafficPolicy: {tls: {mode: DISABLE}}\n';
const BESIDE = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {containers: [{name: shop, image: shop:1.0.0}]}}}\n---\n${RULE}`;

async function told(command: string, file = 'up.sh', rule = RULE): Promise<readonly string[]> {
  const text = file.endsWith('.sh')
    ? `#!/bin/sh\n${command}\nkubectl apply -f k8s/partner.yaml\n`
    : `on: push\njobs:\n  up:\n    steps:\n      - run: |\n          ${command}\n          kubectl apply -f k8s/partner.yaml\n`;
  const tree = memoryTree({ 'k8s/partner.yaml': rule, [file]: text });
  const { resources } = await collectResources(tree, () => false);
  return (await editedResources(tree, resources)).map(
    ({ what, file: at, line, mayHold = [] }) => `${what} ${at}:${line} ${mayHold.join(' ')}`,
  );
}

describe('detect/unread/edited-resources', () => {
  it.each([
    "sed -i 's/mode: DISABLE/mode: SIMPLE/' k8s/partner.yaml",
    "sed -e 's#DISABLE#SIMPLE#' ./k8s/partner.yaml | kubectl apply -f -",
    'cat k8s/partner.yaml | sed -E "s/(DISABLE|NONE)/SIMPLE/" | kubectl apply -f -',
    'sed -i "s/$OLD/$NEW/" "$ROOT/k8s/partner.yaml"',
    `yq -i '.spec.trafficPolicy.tls.mode = "SIMPLE"' k8s/partner.yaml`,
    `yq '.spec.trafficPolicy.tls.mode = "SIMPLE"' k8s/partner.yaml | kubectl apply -f -`,
    'yq w -i k8s/partner.yaml spec.trafficPolicy.tls.mode SIMPLE',
    'yq -i "del(.spec.trafficPolicy)" k8s/partner.yaml',
  ])('tells %s', async command => {
    expect(await told(command)).toEqual(['k8s/partner.yaml up.sh:2 DestinationRule']);
  });

  it.each([
    `kubectl -n shop patch destinationrule partner --type merge -p '{"spec":{}}'`,
    `kubectl patch -n shop dr/partner -p '{"spec":{}}'`,
    `oc patch --type=json destinationrules.networking.istio.io partner -p '[]'`,
  ])('tells %s', async command => {
    expect(await told(command)).toEqual(['DestinationRule in up.sh up.sh:2 DestinationRule']);
  });

  it('tells what steps of a pipeline do', async () => {
    expect(await told("sed -i 's/DISABLE/SIMPLE/' k8s/partner.yaml", '.github/workflows/up.yaml')).toEqual([
      'k8s/partner.yaml .github/workflows/up.yaml:6 DestinationRule',
    ]);
  });

  it.each([
    ['another object of the file', "sed -i 's/shop:1.0.0/shop:1.1.0/' k8s/partner.yaml"],
    ['what is selected', `yq -i 'select(.kind == "Deployment") |= .spec.replicas = 2' k8s/partner.yaml`],
    ['what only looks', "yq '.spec.host' k8s/partner.yaml"],
    ['what compares', `yq 'select(.kind == "DestinationRule")' k8s/partner.yaml`],
    ['names that are there to be filled in', "sed -i 's/__TAG__/1.1.0/' k8s/partner.yaml"],
    ['other files', "sed -i 's/DISABLE/SIMPLE/' k8s/other.yaml"],
    ['other kinds', `kubectl patch deployment shop -p '{"spec":{}}'`],
    ['comments', "# sed -i 's/DISABLE/SIMPLE/' k8s/partner.yaml"],
  ])('says nothing of %s', async (_what, command) => {
    expect(await told(command, 'up.sh', BESIDE)).toEqual([]);
  });
});
