// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Lists of a Makefile over several lines. */

import { all as found } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'in a loop of the shell',
    {
      Makefile:
        'ISTIO_REPO := https://istio-release.storage.googleapis.com/charts\nISTIO_VERSION ?= 1.24.2\nCHARTS := \\\n\tbase \\\n\tcni \\\n\tistiod \\\n\tztunnel\n\n.PHONY: install\ninstall:\n\thelm repo add istio $(ISTIO_REPO)\n\tfor chart in $(CHARTS); do \\\n\t\thelm upgrade --install istio-$$chart istio/$$chart \\\n\t\t\t--namespace istio-system \\\n\t\t\t--version $(ISTIO_VERSION) --wait; \\\n\tdone\n',
    },
    [
      'base 1.24.2 Makefile:2',
      'cni 1.24.2 Makefile:2',
      'istiod 1.24.2 Makefile:2',
      'ztunnel 1.24.2 Makefile:2',
    ],
  ],
  [
    'in a loop of make, each version at its own line',
    {
      Makefile:
        'REPO = istio\nRELEASES = \\\n  base:1.23.4 \\\n  istiod:1.23.4 \\\n  gateway:1.23.3\n\ndefine install_chart\nhelm upgrade --install $(firstword $(subst :, ,$(1))) $(REPO)/$(firstword $(subst :, ,$(1))) --version $(lastword $(subst :, ,$(1))) -n istio-system\n\nendef\n\nistio:\n\thelm repo add $(REPO) https://istio-release.storage.googleapis.com/charts\n\t$(foreach r,$(RELEASES),$(call install_chart,$(r)))\n',
    },
    ['base 1.23.4 Makefile:3', 'gateway 1.23.3 Makefile:5', 'istiod 1.23.4 Makefile:4'],
  ],
  [
    'added to',
    {
      Makefile:
        'HELM_REPO ?= https://istio-release.storage.googleapis.com/charts\nISTIO_VERSION = 1.24.2\nCHARTS := base\nCHARTS += istiod\nCHARTS += cni \\\n          ztunnel\n.PHONY: install\ninstall:\n\t@for c in $(CHARTS); do \\\n\t  echo "installing $$c"; \\\n\t  helm upgrade --install $$c $$c --repo $(HELM_REPO) --version $(ISTIO_VERSION) -n istio-system || exit 1; \\\n\tdone\n',
    },
    [
      'base 1.24.2 Makefile:2',
      'cni 1.24.2 Makefile:2',
      'istiod 1.24.2 Makefile:2',
      'ztunnel 1.24.2 Makefile:2',
    ],
  ],
  [
    'of arguments',
    {
      'mk/istio.mk':
        'ISTIO_VERSION := 1.23.4\nHELM_FLAGS := \\\n\t--namespace istio-system \\\n\t--version $(ISTIO_VERSION) \\\n\t--wait\nistio:\n\thelm repo add istio https://istio-release.storage.googleapis.com/charts\n\thelm upgrade --install istio-base istio/base $(HELM_FLAGS)\n\thelm upgrade --install istiod istio/istiod $(HELM_FLAGS) \\\n\t\t--set pilot.traceSampling=1\n',
    },
    ['base 1.23.4 mk/istio.mk:1', 'istiod 1.23.4 mk/istio.mk:1'],
  ],
  [
    'as targets',
    {
      Makefile:
        'V ?= 1.22.7\nISTIO_CHARTS = base \\\n   istiod \\\n   gateway\ninstall: $(ISTIO_CHARTS:%=install-%)\ninstall-%:\n\thelm upgrade --install istio-$* $* --repo https://istio-release.storage.googleapis.com/charts --version $(V) -n istio-system\n',
    },
    ['base 1.22.7 Makefile:1', 'gateway 1.22.7 Makefile:1', 'istiod 1.22.7 Makefile:1'],
  ],
  [
    'added to under a condition, which does not count',
    {
      Makefile:
        'V := 1.24.2\nCHARTS := base\nCHARTS += istiod\nifeq ($(AMBIENT),true)\nCHARTS += cni ztunnel\nendif\ninstall:\n\tfor c in $(CHARTS); do helm upgrade --install $$c istio/$$c --version $(V) -n istio-system; done\n',
    },
    ['base 1.24.2 Makefile:1', 'istiod 1.24.2 Makefile:1'],
  ],
];

describe('detect: script make lists', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });
});
