/**
 * Fits a text made of sections into a limit. Room is given out by rank; a section that gets too little says in
 * one line what it left out. Nothing is ever cut inside: fences and details stay balanced.
 */

export interface Section {
  /** Who gets room first: 0 before 1. */
  readonly rank: number;
  /** The line that stands for the whole section where there is no room for more. */
  readonly short: string;
  /** The richest form that is not longer than `room`; `short` where there is none. */
  fit(room: number): string;
}

/** A list of blocks inside a section. */
export interface ListSection {
  readonly rank: number;
  readonly short: string;
  readonly items: readonly ListItem[];
  /** The section's text: these blocks in its frame; `leftOut` is how many items are missing. */
  write(blocks: readonly string[], leftOut: number): string;
  /** What `write` puts between two blocks. */
  readonly separator: string;
}

export interface ListItem {
  readonly full: string;
  /** Shorter form; the full one where there is none. */
  readonly brief?: string;
}

const GAP = '\n\n';
/** Share of what is left that one section may take before the others have had their turn. */
const FIRST_SHARE = 0.6;
/** So many items of a list are written in full before the others get a line each, if they take no more than this share. */
const EARLY = 5;
const EARLY_SHARE = 0.6;

/** The sections in their order, at most `limit` characters together; the first section is kept whatever happens. */
export function assemble(sections: readonly Section[], limit: number): string {
  const kept = dropUntilShortFits(sections, limit);
  const texts = new Map(kept.map(section => [section, section.short]));
  let free = limit - lengthOf([...texts.values()]);
  for (const share of [FIRST_SHARE, 1]) {
    for (const section of kept.toSorted((left, right) => left.rank - right.rank)) {
      const current = texts.get(section) ?? section.short;
      const text = section.fit(Math.floor(current.length + free * share));
      if (text === current || text.length > current.length + free) continue;
      texts.set(section, text);
      free -= text.length - current.length;
    }
  }
  return kept.map(section => texts.get(section)).join(GAP);
}

/** A section with a few forms, richest first. */
export function choice(rank: number, forms: readonly string[]): Section {
  const short = forms.at(-1) ?? '';
  return { rank, short, fit: room => forms.find(form => form.length <= room) ?? short };
}

/** A section that holds a list: what comes first in full, what fits of the rest in brief, and a count of what does not. */
export function list(section: ListSection): Section {
  return { rank: section.rank, short: section.short, fit: room => fitList(section, room) };
}

function fitList({ items, short, separator, write }: ListSection, room: number): string {
  const cost = (block: string): number => block.length + separator.length;
  const everything = items.reduce((sum, item) => sum + cost(item.full), write([], 0).length);
  if (everything <= room) {
    return write(
      items.map(item => item.full),
      0,
    );
  }
  const frame = write([], items.length).length;
  const blocks: string[] = [];
  let used = frame;
  for (const item of items) {
    const isEarly = used + cost(item.full) <= frame + (room - frame) * EARLY_SHARE;
    const block = isEarly && blocks.length < EARLY ? item.full : (item.brief ?? item.full);
    if (used + cost(block) > room) break;
    blocks.push(block);
    used += cost(block);
  }
  if (blocks.length === 0) return short;
  for (const [index, block] of blocks.entries()) {
    const full = items[index]?.full ?? block;
    if (used - block.length + full.length > room) break;
    blocks[index] = full;
    used += full.length - block.length;
  }
  return write(blocks, items.length - blocks.length);
}

function dropUntilShortFits(sections: readonly Section[], limit: number): Section[] {
  const [first] = sections;
  const kept = [...sections];
  const expendable = sections.slice(1).toSorted((left, right) => right.rank - left.rank);
  for (const section of expendable) {
    if (lengthOf(kept.map(member => member.short)) <= limit) break;
    kept.splice(kept.indexOf(section), 1);
  }
  return first ? kept : [];
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + GAP.length, 0);
}
