/** Commands of a Kubefile, which Sealos runs on the cluster that an image is applied to: https://github.com/labring/sealos/tree/main/docs */

/** Longer than any line of people. */
const MAX_LINE = 4000;
const ENV = /^[ \t]*ENV[ \t]+(\w{1,80})(?:=|[ \t]+)(.+)$/;
const CMD = /^[ \t]*(?:CMD|ENTRYPOINT)[ \t]+(.+)$/;
const ITEM = /"((?:[^"\\]|\\.)*)"/g;

export function isKubefile(path: string): boolean {
  return /(?:^|\/)Kubefile(?:\.[\w-]+)?$/.test(path);
}

/** Its commands and the variables that they are given, as a shell writes them, each at its line; undefined where it runs none. */
export function kubefileCommands(text: string): string | undefined {
  let isAny = false;
  const rows = text.split('\n').map(line => {
    if (line.length > MAX_LINE) return '';
    const [, name, value] = ENV.exec(line) ?? [];
    if (name !== undefined && value !== undefined) return `${name}=${value.trim()}`;
    const [, command] = CMD.exec(line) ?? [];
    if (command === undefined) return '';
    isAny = true;
    // Each item is a command of its own, unlike those of other container files.
    const items = [...command.matchAll(ITEM)].map(([, item = '']) => item.replace(/\\(["\\])/g, '$1'));
    return (items.length > 0 ? items.join(' && ') : command).replace(/\$\((\w{1,80})\)/g, '${$1}');
  });
  return isAny ? rows.join('\n') : undefined;
}
