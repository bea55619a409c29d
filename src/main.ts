/** What is bundled: the two doors, each loaded only when it is opened. */

export async function cli(argv: readonly string[]): Promise<number> {
  const { runCli } = await import('./cli.js');
  return runCli(argv);
}

export async function action(): Promise<void> {
  const { runAction } = await import('./action.js');
  await runAction();
}
