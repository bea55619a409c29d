import type { Position } from '../model.js';

/**
 * Links to lines of a commit as GitHub shows it.
 * @param server `GITHUB_SERVER_URL`
 * @param repository `owner/name`
 */
export function lineLinks(
  server: string,
  repository: string,
  commit: string,
): (position: Position) => string {
  return ({ file, line, endLine }) => {
    // Parentheses would end a Markdown link; encodeURIComponent leaves them.
    const path = file
      .split('/')
      .map(part => encodeURIComponent(part).replace(/[()'*!]/g, encodeByte))
      .join('/');
    const lines = endLine === undefined || endLine === line ? `L${line}` : `L${line}-L${endLine}`;
    // ?plain=1: a Markdown file or a notebook has lines only in its plain view.
    return `${server}/${repository}/blob/${commit}/${path}?plain=1#${lines}`;
  };
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
