/** Rules of RequestAuthentications: which tokens are good, and where their keys come from. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { policyTargets, TARGET_FIELDS } from '../policy-targets.js';
import { listAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const jwtRules: ViewDefinition = {
  name: 'jwtRules',
  summary: 'A JWT rule of a RequestAuthentication',
  places: { at: 'the rule', jwksUri: 'its jwksUri', issuer: 'its issuer' },
  fields: {
    ...TARGET_FIELDS,
    issuer: "its issuer; '' where it names none",
    jwksUri: "where its keys are fetched; '' where they are discovered through the issuer",
    jwksHost: "the host of that address, without port; '' without one",
    hasKeys: 'whether it holds the keys itself, as `jwks`',
    audiences: 'the audiences that tokens must be for',
    outputClaimToHeaders: 'headers that claims are copied into',
    spaceDelimitedClaims: 'claims that it names as lists separated by spaces',
    outputPayloadToHeader: "the header that the token's payload is copied into; '' without one",
  },
  items: oncePerMesh(jwtRulesOf),
};

function jwtRulesOf(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('RequestAuthentication', 'security.istio.io').flatMap(authentication => {
    const targets = policyTargets(authentication, mesh);
    return listAt(authentication.value, ['spec', 'jwtRules']).map((rule, index) => {
      const path = ['spec', 'jwtRules', index];
      const jwksUri = textAt(rule, ['jwksUri']) || textAt(rule, ['jwks_uri']);
      return itemAt(
        authentication,
        { at: path, jwksUri: [...path, 'jwksUri'], issuer: [...path, 'issuer'] },
        {
          ...targets,
          issuer: textAt(rule, ['issuer']),
          jwksUri,
          jwksHost: hostOf(jwksUri),
          hasKeys: textAt(rule, ['jwks']) !== '',
          audiences: textsAt(rule, ['audiences']),
          outputClaimToHeaders: listAt(rule, ['outputClaimToHeaders'])
            .map(claim => textAt(claim, ['header']))
            .filter(header => header !== ''),
          spaceDelimitedClaims: textsAt(rule, ['spaceDelimitedClaims']),
          outputPayloadToHeader: textAt(rule, ['outputPayloadToHeader']),
        },
      );
    });
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}
