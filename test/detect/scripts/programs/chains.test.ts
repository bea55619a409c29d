/** Commands of Rust, and releases that programs fetch. */

import { inOrder, planes } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

describe('detect/scripts/code-chains', () => {
  it.each<readonly [string, Files, string]>([
    [
      'lists of arguments',
      {
        'src/main.rs':
          'use std::process::Command;\nconst ISTIO_VERSION: &str = "1.22.2";\nfn main() {\n    Command::new("helm").args(["install", "istiod", "istio/istiod", &format!("--version={ISTIO_VERSION}")]).status().unwrap();\n}\n',
      },
      'src/main.rs:2',
    ],
    [
      'one by one, of another module',
      {
        'Cargo.toml': '[package]\nname = "up"\n',
        'src/main.rs':
          'mod versions;\nfn main() {\n    let mut helm = Command::new("helm");\n    helm.arg("upgrade").arg("--install").arg("istiod").arg("istio/istiod");\n    helm.args(["--version", versions::ISTIO]);\n    helm.status().expect("helm upgrade failed");\n}\n',
        'src/versions.rs': '\npub const ISTIO: &str = "1.22.2";\n',
      },
      'src/versions.rs:2',
    ],
    [
      'what a function is handed',
      {
        'src/main.rs':
          'const VERSION: &str = "1.22.2";\nfn helm(args: &[&str]) -> Result<()> {\n    Command::new("helm").args(args).status()?;\n    Ok(())\n}\nfn up() -> Result<()> {\n    helm(&["repo", "update"])?;\n    helm(&["upgrade", "--install", "istiod", "istio/istiod", "--version", VERSION])\n}\n',
      },
      'src/main.rs:1',
    ],
    [
      'a text of a macro',
      {
        'src/main.rs':
          'const ISTIO: &str = "1.22.2";\nfn main() {\n    cmd!(sh, "helm upgrade --install istiod istio/istiod --version {ISTIO}").run()?;\n}\n',
      },
      'src/main.rs:1',
    ],
  ])('reads %s', async (_, files, at) => {
    expect(await inOrder(files)).toEqual([`istiod 1.22.2 ${at}`]);
  });

  it.each<readonly [string, string, string]>([
    [
      'main.rs',
      'const ISTIO_VERSION: &str = "1.22.2";\nfn up() -> Result<()> {\n    let istioctl = istioctl(Path::new("tools"))?;\n    let status = Command::new(&istioctl)\n        .current_dir("x")\n        .args(["install", "-y"])\n        .status()\n        .context("istioctl install")?;\n    ensure!(status.success(), "istioctl install: {status}");\n    Ok(())\n}\n',
      'main.rs:1',
    ],
    [
      'main.rs',
      'const RELEASES: &str = "https://github.com/istio/istio/releases/download";\nconst V: &\'static str = "1.22.2";\nfn up() -> Result<()> {\n    get(&format!("{RELEASES}/{}/istioctl-{}-linux-amd64.tar.gz", V, V))?;\n    Command::new("bin/istioctl").arg("install").arg("-y").status()?;\n    Ok(())\n}\n',
      'main.rs:2',
    ],
    [
      'main.go',
      'package main\nconst version = "1.22.2"\nfunc up() error {\n\tget(fmt.Sprintf("https://github.com/istio/istio/releases/download/%s/istioctl-%s-linux-amd64.tar.gz", version, version))\n\tif err := exec.Command("bin/istioctl", "install", "-y").Run(); err != nil {\n\t\treturn fmt.Errorf("istioctl install: %w", err)\n\t}\n\treturn nil\n}\n',
      'main.go:2',
    ],
    [
      'up.py',
      'MESH = "1.22.2"\nurl = f"https://github.com/istio/istio/releases/download/{MESH}/istio-{MESH}-linux-amd64.tar.gz"\nfetch(url)\nsubprocess.run(["./istioctl", "install", "-y"], check=True)\n',
      'up.py:1',
    ],
    [
      'up.mjs',
      'const version = "1.22.2";\nawait get(`https://github.com/istio/istio/releases/download/${version}/istioctl-${version}-osx.tar.gz`);\nexecFileSync("istioctl", ["install", "-y"]);\n',
      'up.mjs:1',
    ],
  ])('%s: knows the release that istioctl is of: %j', async (name, text, at) => {
    expect(await planes({ [name]: text })).toEqual([`1.22.2 ${at}`]);
  });
});
