// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** What a Makefile writes once and runs for several charts, or with several versions. */

import { detect } from '../../../../src/detect/detect.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'reads what a name makes quiet, which is set or usual',
    {
      Makefile:
        'ifeq ($(V),1)\nVECHO =\nelse\nVECHO = @\nendif\n\ninstall:\n\t$(VECHO)helm upgrade --install istiod istio/istiod --version 1.27.2\n\t$(Q)helm upgrade --install istio-base istio/base --version 1.27.2\n\t$(TOOLS)helm upgrade --install istio-cni istio/cni --version 1.27.2\n',
    },
    ['base 1.27.2 Makefile:9', 'istiod 1.27.2 Makefile:8'],
  ],
  [
    'reads calls of what is defined, in a loop of make, with a version that a file holds',
    {
      ISTIO_VERSION: '1.27.2\n',
      Makefile:
        'ISTIO_VERSION := $(shell cat ISTIO_VERSION)\nREPO := https://istio-release.storage.googleapis.com/charts\nCHARTS := base istiod cni\n\ndefine helm_install\nhelm upgrade --install istio-$(1) $(1) --repo $(REPO) --version $(ISTIO_VERSION) -n istio-system --create-namespace\n\nendef\n\n.PHONY: install\ninstall:\n\t$(foreach c,$(CHARTS),$(call helm_install,$(c)))\n',
    },
    ['base 1.27.2 ISTIO_VERSION:1', 'cni 1.27.2 ISTIO_VERSION:1', 'istiod 1.27.2 ISTIO_VERSION:1'],
  ],
  [
    'reads calls one by one',
    {
      Makefile:
        'define helm_install\nhelm upgrade --install istio-$(1) $(1) --repo https://istio-release.storage.googleapis.com/charts --version $(ISTIO_VERSION) -n istio-system\nendef\nISTIO_VERSION ?= 1.27.2\n\ninstall:\n\t$(call helm_install,base)\n\t$(call helm_install,istiod)\n',
    },
    ['base 1.27.2 Makefile:4', 'istiod 1.27.2 Makefile:4'],
  ],
  [
    'reads a loop of make without a definition',
    {
      Makefile:
        'ISTIO_VERSION ?= 1.27.2\nCHARTS := base istiod\ninstall:\n\t$(foreach c,$(CHARTS),helm upgrade --install istio-$(c) $(c) --repo https://istio-release.storage.googleapis.com/charts --version $(ISTIO_VERSION) -n istio-system;)\n',
    },
    ['base 1.27.2 Makefile:1', 'istiod 1.27.2 Makefile:1'],
  ],
  [
    'reads a pattern rule for each target that another one needs',
    {
      Makefile:
        'ISTIO_VERSION ?= 1.27.2\nCHARTS := base istiod\ninstall: $(addprefix chart-,$(CHARTS))\nchart-%:\n\thelm upgrade --install istio-$* $* --repo https://istio-release.storage.googleapis.com/charts --version $(ISTIO_VERSION) -n istio-system\n',
    },
    ['base 1.27.2 Makefile:1', 'istiod 1.27.2 Makefile:1'],
  ],
  [
    'reads a pattern rule for each stem of which a name that it computes is set',
    {
      Makefile:
        'VERSION_lab := 1.27.2\nVERSION_main := 1.26.4\nOTHER := 1.0.0\nistio-%:\n\thelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --kube-context $* --version $(VERSION_$*) -n istio-system\n',
    },
    ['istiod 1.26.4 Makefile:2', 'istiod 1.27.2 Makefile:1'],
  ],
  [
    'reads a name that a rule computes for the targets that another one needs',
    {
      Makefile:
        'V_base = 1.27.1\nV_istiod = 1.27.2\nV_cni = 1.27.3\nall: istio-base istio-istiod\nistio-%:\n\thelm upgrade --install $* istio/$* --version ${V_$*} -n istio-system\n',
    },
    ['base 1.27.1 Makefile:1', 'istiod 1.27.2 Makefile:2'],
  ],
  [
    'reads a rule for each of its targets',
    {
      Makefile:
        'V = 1.24.1\nbase istiod cni:\n\thelm upgrade --install istio-$@ istio/$@ --version $(V) -n istio-system\nall: base istiod cni\n',
    },
    ['base 1.24.1 Makefile:1', 'cni 1.24.1 Makefile:1', 'istiod 1.24.1 Makefile:1'],
  ],
  [
    'reads rules that are made of a template',
    {
      Makefile:
        'VERSION := 1.24.1\nCHARTS := base cni istiod ztunnel\ndefine RULE\n.PHONY: install-$(1)\ninstall-$(1):\n\thelm upgrade --install istio-$(1) istio/$(1) --version $$(VERSION) -n istio-system\nendef\n$(foreach c,$(CHARTS),$(eval $(call RULE,$(c))))\n',
    },
    [
      'base 1.24.1 Makefile:1',
      'cni 1.24.1 Makefile:1',
      'istiod 1.24.1 Makefile:1',
      'ztunnel 1.24.1 Makefile:1',
    ],
  ],
  [
    'reads a definition on one line, with what stands behind its call',
    {
      'istiod.yaml': 'pilot: {}\n',
      'mesh.mk':
        'ISTIO_REPO = https://istio-release.storage.googleapis.com/charts\nhelm_up = helm upgrade --install $(1) $(2) --repo $(ISTIO_REPO) --version $(3) -n istio-system\nmesh:\n\t@$(call helm_up,istio-base,base,1.23.4)\n\t@$(call helm_up,istiod,istiod,1.23.4) -f istiod.yaml\n',
    },
    ['base 1.23.4 mesh.mk:4', 'istiod 1.23.4 mesh.mk:5'],
  ],
  [
    'reads what each target sets',
    {
      Makefile:
        'dev: ISTIO_VERSION = 1.23.2\nprod: ISTIO_VERSION = 1.22.7\ndev prod:\n\thelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version $(ISTIO_VERSION) --kube-context $@ -n istio-system\n',
    },
    ['istiod 1.22.7 Makefile:2', 'istiod 1.23.2 Makefile:1'],
  ],
  [
    'hands on what each target sets for what it needs',
    {
      Makefile:
        'export HELM_REPO = https://istio-release.storage.googleapis.com/charts\n\ndev: ISTIO_VERSION = 1.23.2\ndev: deploy\n\nprod: ISTIO_VERSION = 1.22.7\nprod: deploy\n\ndeploy:\n\t./scripts/mesh.sh $(ISTIO_VERSION)\n',
      'scripts/mesh.sh':
        '#!/bin/sh\nset -eu\nversion="$1"\nfor chart in base istiod; do\n  helm upgrade --install "istio-${chart}" "${chart}" --repo "${HELM_REPO}" --version "${version}" -n istio-system\ndone\n',
    },
    [
      'base 1.22.7 Makefile:6',
      'base 1.23.2 Makefile:3',
      'istiod 1.22.7 Makefile:6',
      'istiod 1.23.2 Makefile:3',
    ],
  ],
  [
    'reads what a make within make is given, and what is otherwise',
    {
      Makefile:
        'ISTIO_VERSION ?= 1.20.0\n.PHONY: dev prod deploy\ndev:\n\t$(MAKE) deploy ISTIO_VERSION=1.21.2 ENV=dev\nprod:\n\t$(MAKE) deploy ISTIO_VERSION=1.20.7 ENV=prod\ndeploy:\n\thelm upgrade --install istio-base istio/base --version $(ISTIO_VERSION) -n istio-system\n\thelm upgrade --install istiod istio/istiod --version $(ISTIO_VERSION) -n istio-system -f values/$(ENV).yaml\n',
      'values/dev.yaml': 'pilot: {autoscaleMin: 1}\n',
      'values/prod.yaml': 'pilot: {autoscaleMin: 2}\n',
    },
    [
      'base 1.20.0 Makefile:1',
      'base 1.20.7 Makefile:6',
      'base 1.21.2 Makefile:4',
      'istiod 1.20.0 Makefile:1',
      'istiod 1.20.7 Makefile:6',
      'istiod 1.21.2 Makefile:4',
    ],
  ],
  [
    'reads arms of ifeq',
    {
      Makefile:
        'ENV ?= dev\nifeq ($(ENV),prod)\nISTIO_VERSION := 1.20.7\nelse\nISTIO_VERSION := 1.21.2\nendif\nistio:\n\thelm upgrade --install istiod istio/istiod --version $(ISTIO_VERSION) -n istio-system\n',
    },
    ['istiod 1.20.7 Makefile:3', 'istiod 1.21.2 Makefile:5'],
  ],
  [
    'reads the files of environments that it includes',
    {
      Makefile:
        'ENV ?= dev\ninclude config/$(ENV).mk\nistio:\n\thelm upgrade --install istiod istio/istiod --version $(ISTIO_VERSION) -n istio-system\n',
      'config/dev.mk': 'ISTIO_VERSION := 1.21.2\n',
      'config/prod.mk': 'ISTIO_VERSION := 1.20.7\n',
    },
    ['istiod 1.20.7 config/prod.mk:1', 'istiod 1.21.2 config/dev.mk:1'],
  ],
  [
    'leaves a pattern rule that nobody needs',
    {
      Makefile:
        'V = 1.24.1\nchart-%:\n\thelm upgrade --install istio-$* istio/$* --version $(V) -n istio-system\n',
    },
    [],
  ],
  [
    'reads rules that are made of what items hold',
    {
      Makefile:
        'CHARTS := base:1.20.3 istiod:1.20.4\ndefine rule\ninstall-$(1):\n\thelm upgrade --install istio-$(1) istio/$(1) --version $(2) -n istio-system\nendef\n$(foreach c,$(CHARTS),$(eval $(call rule,$(firstword $(subst :, ,$(c))),$(lastword $(subst :, ,$(c))))))\n',
    },
    ['base 1.20.3 Makefile:1', 'istiod 1.20.4 Makefile:1'],
  ],
  [
    'reads what a call is given, or what it is otherwise',
    {
      Makefile:
        'VERSION ?= 1.20.3\ndefine install\nhelm upgrade --install $(1) istio/$(2) --version $(or $(3),$(VERSION)) -n istio-system\nendef\nmesh:\n\t$(call install,istio-base,base)\n\t$(call install,istiod,istiod,1.20.4)\n',
    },
    ['base 1.20.3 Makefile:1', 'istiod 1.20.4 Makefile:7'],
  ],
  [
    'reads what a target hands to its shell',
    {
      Makefile:
        'mesh: export ISTIO_VERSION=1.20.3\nmesh:\n\thelm upgrade --install istiod istio/istiod --version $$ISTIO_VERSION\n',
    },
    ['istiod 1.20.3 Makefile:1'],
  ],
  [
    'reads words of what items hold',
    {
      Makefile:
        'CHARTS := base:1.20.3 istiod:1.20.4\nmesh:\n\t@$(foreach c,$(CHARTS),helm upgrade --install $(word 1,$(subst :, ,$(c))) istio/$(word 1,$(subst :, ,$(c))) --version $(word 2,$(subst :, ,$(c)));)\n',
    },
    ['base 1.20.3 Makefile:1', 'istiod 1.20.4 Makefile:1'],
  ],
  [
    'reads flags that hang on what is set',
    {
      Makefile:
        'VERSION = 1.20.3\nmesh:\n\thelm upgrade --install istiod istio/istiod $(if $(VERSION),--version $(VERSION))\n\thelm upgrade --install base istio/base --version $(if $(BASE_VERSION),$(BASE_VERSION),$(VERSION))\n',
    },
    ['base 1.20.3 Makefile:1', 'istiod 1.20.3 Makefile:1'],
  ],
  [
    'reads what all targets hand to their shells',
    {
      Makefile:
        'export ISTIO_VERSION := 1.20.3\nmesh:\n\thelm upgrade --install istiod istio/istiod --version $$ISTIO_VERSION\n',
    },
    ['istiod 1.20.3 Makefile:1'],
  ],
];

describe('detect/scripts/make', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it('does not pass over what only running it tells', async () => {
    const text =
      'VERSION = 1.20.3\nmesh:\n\thelm upgrade --install istiod istio/istiod --version $(or $(shell cat x),$(VERSION))\n';
    expect(await found({ Makefile: text })).toEqual(['istiod null Makefile:3']);
  });

  it.each([
    [
      'calls that call each other',
      `define a\n$(call b,$(1))\nendef\ndefine b\n$(call a,$(1)) $(call a,$(1))\nendef\nistio:\n\t$(call a,helm)\n`,
    ],
    [
      'loops in loops',
      `# istio helm\nA := ${'a '.repeat(60)}\nx:\n\t${'$(foreach a,$(A),'.repeat(6)}helm install $(a)${')'.repeat(6)}\n`,
    ],
    [
      'brackets that nothing closes',
      `# istio helm\nx:\n\t$(foreach ${'$('.repeat(2000)}\n\techo "$@${'$('.repeat(3900)}"\n`,
    ],
    [
      'functions in functions',
      `# istio helm\nx:\n\thelm "${'$(or $(if a,'.repeat(600)}${'))'.repeat(600)}"\n`.repeat(40),
    ],
    [
      'functions that nothing closes',
      `# istio helm\nx:\n\thelm "${'$(or $(word 1,'.repeat(500)}"\n`.repeat(40),
    ],
    [
      'rules that need each other',
      `# istio helm\nV = 1\n${Array.from({ length: 900 }, (_, n) => `t${n}: t${(n + 1) % 900} t${(n + 7) % 900}\nt${n}: V = ${n}\n`).join('')}t1:\n\techo $(V) $@\n`,
    ],
    [
      'calls that come to nothing',
      `# istio helm\ndefine d6\nendef\n${[5, 4, 3, 2, 1, 0].map(n => `define d${n}\n${`$(call d${n + 1})\n`.repeat(200)}endef\n`).join('')}x:\n\t$(call d0)\n`,
    ],
    [
      'calls among the words of what they call',
      `# istio\ndefine d\nx ${'$(call d) '.repeat(150)}\nendef\nx:\n\thelm $(call d)\n`,
    ],
    [
      'loops in loops that come to nothing',
      `# istio helm\nx:\n\t${`$(foreach a,${'a '.repeat(50)},`.repeat(6)}${')'.repeat(6)}\n`,
    ],
    [
      'definitions that nothing ends',
      `# istio helm\nx:\n\t$(call a)\n${Array.from({ length: 20_000 }, (_, n) => `define a${n}\n`).join('')}endef\n`,
    ],
    [
      'functions that make texts longer and longer',
      `# istio helm\nX = ${'a'.repeat(900)}\nY = ${'b'.repeat(900)}\n$(subst a,$(Y),$(subst b,${'$(X)'.repeat(5)},$(subst c,${'$(Y)'.repeat(10)},${'$(Y)'.repeat(18)}))): q\n\techo $@\n`,
    ],
    [
      'names that come to nothing',
      `# istio helm\nA4 = $(patsubst a,,a)\n${Array.from({ length: 4 }, (_, n) => `A${n} = ${`$(A${n + 1})`.repeat(120)}\n`).join('')}$(A0) x: b\n\techo $@\n`,
    ],
    [
      'many patterns of many rules',
      `# istio helm\nX = ${Array.from({ length: 180 }, (_, n) => `b${n}`).join(' ')}\nY = ${Array.from({ length: 180 }, (_, n) => `%${n}`).join(' ')}\n${'$(Y)$(Y)$(Y)$(Y): $(X)$(X)$(X)\n\techo $(V) $@\n'.repeat(300)}${Array.from({ length: 500 }, (_, n) => `t${n}: V=1.2.3\nt${n}: b1\n`).join('')}`,
    ],
  ])('gets through %s', async (_, text) => {
    expect(await found({ Makefile: text })).toEqual([]);
  });
});
