/** Whether some script, pipeline or manifest may hand files to istioctl, where none was seen that does. */
import { goesThrough, saidIn } from '../aside/applies.js';
import { namesFolder } from '../aside/samples.js';
import type { DetectContext } from '../detector.js';
import { settingTexts } from '../setting-texts.js';
import { baseName, folderOf } from '../tree-path.js';

/** Names what it hands on only when it runs. */
const OPEN = /(?:^|[\s"'(,[])(?:-f|--filename)\b[^\n]{0,200}[$*{]/m;
const ISTIOCTL = /istioctl/i;
/** Hands on all that is beside it: `istioctl install -f .` */
const ALL_BESIDE =
  /\b(?:kubectl|oc|istioctl)\b[^\n]{0,300}\s(?:-f|--filename)[ =]?["']?(?:\.\/?(?=["'\s]|$)|(?:\.\/)?[$*{])/m;

/** What a file is named for is not asked: to count what nobody uses is better than to hide what somebody does. */
export async function mayBeHandedOn(context: DetectContext, files: readonly string[]): Promise<boolean> {
  const texts = await settingTexts(context);
  // Where there is more than is read, nobody knows what nothing says.
  if (texts === undefined) return true;
  for (const path of context.code) if (ISTIOCTL.test((await context.text(path)) ?? '')) return true;
  return texts.some(({ path, text }) => {
    const said = saidIn(text);
    return (
      (ISTIOCTL.test(said) && OPEN.test(said)) || files.some(file => path !== file && names(path, said, file))
    );
  });
}

function names(path: string, said: string, file: string): boolean {
  if (said.includes(baseName(file))) return true;
  if (folderOf(file) !== '' && namesFolder(said, folderOf(file), folderOf(path))) return true;
  const folder = baseName(folderOf(file));
  if (goesThrough(said, folder) || (folder !== '' && said.includes(`from-file=${folder}`))) return true;
  return folderOf(path) === folderOf(file) && ALL_BESIDE.test(said);
}
