// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write their variables like this
/** Files that a script names from the folder that it is in. */

import { planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const MESH = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: default\n';

function script(folder: string, version = '1.24.2'): string {
  return `#!/usr/bin/env bash\nISTIO_VERSION=${version}\n${folder}\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\nistioctl install -f "$DIR/mesh.yaml" -y\n`;
}

describe('detect/scripts/own-folder', () => {
  it.each([
    'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"',
    'HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\nDIR="$(cd "${HERE}/.." && pwd)"',
    'DIR=$(realpath "$(dirname "$0")/..")',
    'HERE=$(dirname "$(readlink -f "$0")")\nDIR="$HERE/.."',
    'DIR=$(cd "$(dirname "$0")"/..; pwd -P)',
    'DIR="${0%/*}/.."',
    'DIR="$(cd "$(dirname "$0")/.." >/dev/null 2>&1 && pwd)"',
  ])('finds each its own: %s', async folder => {
    const files = {
      'dev/mesh.yaml': MESH,
      'dev/scripts/up.sh': script(folder),
      'test/mesh.yaml': MESH,
      'test/scripts/up.sh': script(folder),
    };
    expect(await planes(files)).toEqual(['1.24.2 dev/scripts/up.sh:2', '1.24.2 test/scripts/up.sh:2']);
  });

  it('finds them where they are of several versions', async () => {
    const folder = 'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"';
    const files = {
      'dev/mesh.yaml': MESH,
      'dev/scripts/up.sh': script(folder),
      'prod/mesh.yaml': MESH,
      'prod/scripts/up.sh': script(folder, '1.23.4'),
    };
    expect(await planes(files)).toEqual(['1.23.4 prod/scripts/up.sh:2', '1.24.2 dev/scripts/up.sh:2']);
  });

  it('takes the nearest of those that run it where none names it', async () => {
    const folder = 'DIR=$(mktemp -d)/$NAME';
    const files = {
      'dev/mesh.yaml': MESH,
      'dev/scripts/up.sh': script(folder),
      'stage/mesh.yaml': MESH.replace('default', 'demo'),
      'stage/scripts/up.sh': script(folder),
    };
    expect(await planes(files)).toEqual(['1.24.2 dev/scripts/up.sh:2', '1.24.2 stage/scripts/up.sh:2']);
  });

  it('gets through folders in folders', async () => {
    const deep = `${'$(cd "'.repeat(300)}$(dirname "$0")${'" && pwd)'.repeat(300)}`;
    expect(await planes({ 'up.sh': `# istio\nistioctl install -f "${deep}/mesh.yaml"\n` })).toHaveLength(1);
  });
});
