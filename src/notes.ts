/** Comments of files by their name alone: lines that say nothing to any program. */

/** What a comment of a whole line begins with in a file of that name; undefined where there is none, or it is not known. */
export function commentMark(file: string): '#' | '//' | undefined {
  if (SLASHES.test(file)) return '//';
  return NO_COMMENTS.test(file) ? undefined : '#';
}

/** A text without lines that are comments, and empty ones. */
export function linesWithoutNotes(file: string, text: string): readonly string[] {
  const mark = commentMark(file);
  const isNote = (line: string): boolean => {
    const trimmed = line.trim();
    return trimmed === mark || (mark !== undefined && /^\S+\s/.exec(trimmed)?.[0].trim() === mark);
  };
  return text.split('\n').filter(line => line.trim() !== '' && !isNote(line));
}

const SLASHES = /\.(?:[cm]?[jt]sx?|go|java|kts?|cs|rs|cue|groovy|jsonnet|libsonnet)$/;
const NO_COMMENTS = /\.(?:json|md|adoc|txt|ps1|cmd|bat)$/i;
