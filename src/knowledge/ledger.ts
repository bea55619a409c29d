/** The ledger of the knowledge base, as packed at build time: validated there, only read here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from './coverage.js';

/** Name of the packed file within the folder of assets. */
export const LEDGER_FILE = 'ledger.json';

/**
 * All entries, in order of minor and name; none where no ledger was packed.
 * @param folder the folder of assets
 */
export function loadLedger(folder: string): readonly LedgerEntry[] {
  const file = join(folder, LEDGER_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly LedgerEntry[]) : [];
}
