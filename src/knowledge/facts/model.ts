/** What the generated facts hold, in memory and on disk. */

/**
 * - `env`: environment variables registered by Istio's binaries; component: `pilot` (istiod), `proxy` (the agent
 *   beside Envoy), `cni`, `operator`, `istioctl`
 * - `envRead`: variables read straight from the environment, without registration and so without a default
 * - `values`: leaves of a chart's values, any `defaults` wrapper removed; component: the chart
 * - `valuesRead`: paths of values that a chart's templates look at; component: the chart
 * - `chart`: properties of a chart; component: the chart
 * - `meshConfig`, `proxyConfig`: defaults in istiod's code; component: `pilot`
 * - `meshField`: fields that the mesh config has, `defaultConfig` with those of the proxies' included; component: `pilot`
 * - `annotation`, `label`: keys that the API defines; component: `pod`, whatever carries them; `deprecated` or nothing
 * - `crd`: `PLURAL.GROUP/VERSION` with `served`, `served,storage` or `unserved`; component: `base`
 * - `crdField`: `PLURAL.GROUP` with what an object of its schema may hold; component: its place, `spec.http[].match[]`
 *   (`[]` items, `{}` values of a map, `=` at the end: the texts that a choice allows), names separated by commas
 * - `floor`: oldest Kubernetes and Gateway API that the code asks for, and what it is built against
 * - `revision`: commits of Envoy's build (`proxy`) and of `ztunnel` that the release ships
 */
export type SettingKind = (typeof settingKinds)[number];

export const settingKinds = [
  'env',
  'envRead',
  'values',
  'valuesRead',
  'chart',
  'meshConfig',
  'proxyConfig',
  'meshField',
  'annotation',
  'label',
  'crd',
  'crdField',
  'floor',
  'revision',
] as const;

/** Releases `from` to `to`, both included, in version order over the list of releases. */
export interface FactRange {
  readonly from: string;
  readonly to: string;
  /**
   * As Go spells it: durations as `1h0m0s`, numbers in shortest form, nothing set as the empty string. `{version}`
   * stands for the release's own version (image tags).
   */
  readonly default: string;
}

export interface Setting {
  readonly kind: SettingKind;
  readonly name: string;
  readonly component: string;
  /** `string`, `bool`, `int`, `float`, `duration`, `list`, `map`, `null`: of the newest release that has it */
  readonly type?: string;
  /** oldest first; a gap means that the setting did not exist there */
  readonly history: readonly FactRange[];
}

/** A setting that differs between two releases; absent where it does not exist. */
export interface SettingChange {
  readonly kind: SettingKind;
  readonly name: string;
  readonly component: string;
  readonly before?: string;
  readonly after?: string;
}

/** Stands in stored defaults for the version of the release that is asked about. */
export const versionPlaceholder = '{version}';

/** `NAME, COMPONENT, TYPE or "", FROM, TO, DEFAULT, FROM, TO, DEFAULT, …`: one line on disk. */
export type SettingRow = readonly string[];

/** `index.json` */
export interface FactsIndex {
  readonly schemaVersion: 1;
  /** of all sources of all releases: SHA-256, hexadecimal */
  readonly digest: string;
  /** sorted by version, with the digest of what was read of each */
  readonly releases: Readonly<Record<string, string>>;
}

/** `KIND.json` */
export interface SettingsFile {
  readonly schemaVersion: 1;
  readonly kind: SettingKind;
  readonly settings: readonly SettingRow[];
}

/** `profiles.json` */
export interface ProfilesFile {
  readonly schemaVersion: 1;
  /** `CHART, PROFILE, FROM, TO, DOCUMENT, FROM, TO, DOCUMENT, …` */
  readonly profiles: readonly (readonly string[])[];
  /** by document id */
  readonly documents: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A release note, as far as it is worth keeping: where to find it, and what it is about. */
export interface ReleaseNote {
  /** file name without `.yaml` */
  readonly name: string;
  /** `feature`, `bug-fix`, `security-fix`, …, as written */
  readonly kind: string;
  readonly area: string;
  /** titles of its upgrade notes */
  readonly upgradeNotes: readonly string[];
  /** its text speaks of something removed, replaced, or of another default: somebody has to look at it */
  readonly speaksOfChange: boolean;
}

/** `NAME, KIND, AREA, UPGRADE NOTE TITLES, FROM, TO, FROM, TO, …`: the releases that carry it. */
export type NoteRow = readonly [string, string, string, readonly string[], ...string[]];

/** `notes.json` */
export interface NotesFile {
  readonly schemaVersion: 1;
  readonly notes: readonly NoteRow[];
  /** names of those whose text speaks of something removed, replaced, or of another default */
  readonly changes: readonly string[];
}
