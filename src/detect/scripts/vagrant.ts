/** Scripts of a Vagrantfile (https://developer.hashicorp.com/vagrant/docs/provisioning/shell): its heredocs, and what it names. */

const HEREDOC = /<<[-~]?["']?([A-Z_][A-Z0-9_]{0,60})["']?/;
const CONSTANT = /^[ \t]*(\w{1,80})[ \t]*=[ \t]*(["'])([^"'\n]{1,200})\2[ \t]*$/;

export function isVagrantfile(path: string): boolean {
  return /(?:^|\/)Vagrantfile(?:\.[\w-]+)?$/.test(path);
}

/** The scripts, each line where it stands; undefined where there are none. */
export function vagrantScripts(text: string): string | undefined {
  let end: string | undefined;
  let isAny = false;
  const rows = text.split('\n').map(line => {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined;
      else return line.replace(/#\{(\w{1,80})\}/g, '${$1}');
      return '';
    }
    if (line.length > 1000 || /^[ \t]*#/.test(line)) return '';
    end = HEREDOC.exec(line)?.[1];
    isAny ||= end !== undefined;
    const [, name, , value] = CONSTANT.exec(line) ?? [];
    return name === undefined ? '' : `${name}="${value}"`;
  });
  return isAny ? rows.join('\n') : undefined;
}
