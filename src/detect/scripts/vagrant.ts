/** Scripts of a Vagrantfile (https://developer.hashicorp.com/vagrant/docs/provisioning/shell): its heredocs, and what it names. */
import { constantOf } from './programs/commands.js';

const HEREDOC = /<<[-~]?["']?([A-Z_][A-Z0-9_]{0,60})["']?/;
/** Longer than any line of people. */
const MAX_LINE = 1000;

export function isVagrantfile(path: string): boolean {
  return /(?:^|\/)Vagrantfile(?:\.[\w-]+)?$/.test(path);
}

/** The scripts, each line where it stands; undefined where there are none, or where it runs Istio's tools outside of them, too. */
export function vagrantScripts(text: string): string | undefined {
  let end: string | undefined;
  let isAny = false;
  let isElsewhere = false;
  const rows = text.split('\n').map(line => {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined;
      else return line.replace(/#\{(\w{1,80})\}/g, '${$1}');
      return '';
    }
    if (/^[ \t]*#/.test(line)) return '';
    isElsewhere ||= /\b(?:helm|istioctl)\b/.test(line);
    if (line.length > MAX_LINE) return '';
    end = HEREDOC.exec(line)?.[1];
    isAny ||= end !== undefined;
    return constantOf(line);
  });
  return isAny && !isElsewhere ? rows.join('\n') : undefined;
}
