/** A Helm executable and its version, spelt `3.17.3`. */
export interface TestHelm {
  readonly path: string;
  readonly version: string;
}

export function fetchTestHelms(cacheFolder: string, major?: 3 | 4): Promise<readonly TestHelm[]>;
