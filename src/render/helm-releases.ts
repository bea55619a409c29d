/**
 * The Helm that is downloaded where the machine has none, and the sha256 of its archives: as Helm's release notes
 * give them (https://github.com/helm/helm/releases/tag/v3.19.0), equal to those that rules_helm pins
 * (https://github.com/abrisco/rules_helm/blob/main/helm/private/versions.bzl).
 */
export interface HelmRelease {
  /** Spelt `3.19.0`. */
  readonly version: string;
  /** sha256 in hex, by the archive's platform: `linux-amd64`. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const PINNED_HELM: HelmRelease = {
  version: '3.19.0',
  sha256: {
    'darwin-amd64': '09a108c0abda42e45af172be65c49125354bf7cd178dbe10435e94540e49c7b9',
    'darwin-arm64': '31513e1193da4eb4ae042eb5f98ef9aca7890cfa136f4707c8d4f70e2115bef6',
    'linux-amd64': 'a7f81ce08007091b86d8bd696eb4d86b8d0f2e1b9f6c714be62f82f96a594496',
    'linux-arm64': '440cf7add0aee27ebc93fada965523c1dc2e0ab340d4348da2215737fc0d76ad',
    'windows-amd64': '6488630c2e5d5945ed990fa02fd9e99f9c6792cdbcd79eb264b6cfb90179d2d1',
  },
};
