/**
 * What an image runs, as a shell writes it: `ENTRYPOINT ["istioctl"]` with `CMD ["install", "-y"]`.
 * Source: https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
 */

const DOCKERFILE = /(?:^|\/)(?:[\w.-]{1,80}\.)?(?:Docker|Container)file(?:[.-][\w.-]{1,80})?$/i;
const LISTED = /^(\s*)(ENTRYPOINT|CMD|RUN)\s{1,9}\[([^[\]]{1,2000})\]\s*$/i;
const WORD = /"((?:[^"\\]|\\.){0,1000})"/g;

export function isDockerfile(path: string): boolean {
  return DOCKERFILE.test(path);
}

/** The file with the same lines. */
export function imageScript(text: string): string {
  const lines = text.split('\n');
  let entry: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (/^\s*FROM\s/i.test(line)) entry = undefined;
    const [, indent = '', name = '', inner = ''] = LISTED.exec(line) ?? [];
    if (name === '') continue;
    const words = [...inner.matchAll(WORD)].map(([, word = '']) => shellWord(word)).join(' ');
    const isEntry = name.toUpperCase() === 'ENTRYPOINT';
    if (isEntry) entry = index;
    if (name.toUpperCase() === 'CMD' && entry !== undefined) {
      lines[entry] += ` ${words}`;
      lines[index] = '';
    } else lines[index] = `${indent}${words}`;
  }
  return lines.join('\n');
}

function shellWord(word: string): string {
  const plain = word.replace(/\\(.)/g, '$1');
  return /^[\w./:=@%+,${}-]{1,1000}$/.test(plain) ? plain : `'${plain.replaceAll("'", '')}'`;
}
