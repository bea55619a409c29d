// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write their variables like this
/** Versions that scripts and Makefiles take over from go.mod. */

import { all, planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const MODULES =
  'module acme\n\nrequire (\n\tistio.io/api v1.24.1\n\tistio.io/client-go v1.24.2 // indirect\n)\n';
const MAKE =
  'install:\n\tcurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$(ISTIO_VERSION) sh -\n\t./istio-$(ISTIO_VERSION)/bin/istioctl install -y\n';
const SHELL = 'istioctl install -y\n';

describe('detect/scripts/go-modules', () => {
  it.each([
    ['go list', "ISTIO_VERSION := $(shell go list -m -f '{{.Version}}' istio.io/client-go | sed s/^v//)\n"],
    ['grep', "ISTIO_VERSION ?= $(shell grep 'istio.io/client-go ' go.mod | awk '{print $$2}' | tr -d v)\n"],
    [
      'what is defined for several modules',
      "version-of = $(shell cat go.mod | grep $(1) | awk '{$$1=$$1};1' | cut -d' ' -f2 | sed 's/^v//')\nISTIO_VERSION := $(call version-of,istio.io/client-go)\n",
    ],
    [
      'a definition of several lines',
      "define gomod\n$(shell go list -m -f '{{.Version}}' $(1))\nendef\nISTIO_VERSION := $(call gomod,istio.io/client-go)\n",
    ],
  ])('reads a Makefile by %s', async (_, setting) => {
    expect(await planes({ 'go.mod': MODULES, Makefile: setting + MAKE })).toEqual(['1.24.2 go.mod:5']);
  });

  it.each([
    [
      'a Makefile',
      'Makefile',
      "ISTIO_VERSION := $(shell go list -m -f '{{.Version}}' istio.io/client-go | sed s/^v//)\nmesh:\n\thelm install gw istio/gateway --version v$(ISTIO_VERSION)\n",
    ],
    [
      'a script',
      'hack/mesh.sh',
      'ISTIO_VERSION=$(grep istio.io/client-go ../go.mod | awk \'{print $2}\' | tr -d v)\nhelm install gw istio/gateway --version "v${ISTIO_VERSION}"\n',
    ],
  ])('reads the tag that %s makes of it', async (_, path, text) => {
    const repository = 'helm repo add istio https://istio-release.storage.googleapis.com/charts\n';
    expect(await all({ 'go.mod': MODULES, [path]: text, 'add.sh': repository })).toEqual([
      'gateway 1.24.2 go.mod:5',
    ]);
  });

  it('reads the tag of a version that an action takes', async () => {
    const action =
      'inputs:\n  istio:\n    default: 1.24.0\nruns:\n  using: composite\n  steps:\n    - run: helm install gw istio/gateway --version v${{ inputs.istio }}\n';
    expect(await all({ 'mesh/action.yml': action })).toEqual(['gateway 1.24.0 mesh/action.yml:3']);
  });

  it('reads a definition that a Makefile includes', async () => {
    const files = {
      'go.mod': MODULES,
      'hack/versions.mk': "gomod = $(shell go list -m -f '{{.Version}}' $(1))\n",
      Makefile: `include hack/versions.mk\nISTIO_VERSION := $(call gomod,istio.io/client-go)\n${MAKE}`,
    };
    expect(await planes(files)).toEqual(['1.24.2 go.mod:5']);
  });

  it.each([
    'ISTIO_VERSION=$(go list -m -f "{{.Version}}" istio.io/client-go | sed "s/v//")\n',
    "ISTIO_VERSION=$(grep 'istio\\.io/client-go' ../go.mod | cut -d' ' -f2)\n",
    'ISTIO_VERSION=$(awk \'/istio.io\\/client-go/ {print $2}\' "$ROOT/go.mod")\n',
    "ISTIO_VERSION=`go list -m istio.io/client-go | awk '{print $2}'`\n",
  ])('reads a script: %s', async setting => {
    const files = { 'go.mod': MODULES, 'hack/mesh.sh': setting + SHELL };
    const download = 'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n';
    expect(await planes({ ...files, 'hack/mesh.sh': setting + download + SHELL })).toEqual([
      '1.24.2 go.mod:5',
    ]);
  });

  it.each([
    ['is replaced', `${MODULES}replace istio.io/client-go => istio.io/client-go v1.25.0\n`, ''],
    ['is no release', 'module acme\nrequire istio.io/client-go v0.0.0-20240101000000-abcdefabcdef\n', ''],
    ['is taken in part', MODULES, ' | cut -d. -f1,2'],
  ])('leaves a version open that %s', async (_, modules, cut) => {
    const setting = `ISTIO_VERSION := $(shell grep 'istio.io/client-go ' go.mod | awk '{print $$2}'${cut})\n`;
    const [only = ''] = await planes({ 'go.mod': modules, Makefile: setting + MAKE });
    expect(only.split(' ')[0]).toBe('null');
  });

  it('gets through a long command', async () => {
    const setting = `ISTIO_VERSION := $(shell go list ${'a.b/'.repeat(200)} ${'$('.repeat(300)}\n`;
    expect(await planes({ 'go.mod': `${'a '.repeat(400)}\n${MODULES}`, Makefile: setting })).toEqual([]);
  });
});
