/**
 * Job templates of AWX and Ansible Automation Platform, kept as configuration: the playbook that each runs, and what it gives that.
 * Sources: https://github.com/redhat-cop/infra.aap_configuration (`controller_templates`),
 * https://docs.ansible.com/ansible/latest/collections/awx/awx/job_template_module.html and
 * https://github.com/ansible/awx-resource-operator (`kind: JobTemplate`)
 */
import type { DataPath, Positioned } from '../../model.js';
import { parseEmbedded } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { eachPart } from '../parts.js';
import { baseName } from '../tree-path.js';

export interface JobTemplate {
  /** Its own name. */
  readonly name: string;
  /** The playbook's name, without its folders. */
  readonly playbook: string;
  /** What it gives, by name. */
  readonly variables: Positioned;
}

/** Spellings of each key, in the configuration and in objects of Kubernetes. */
const VARIABLES = ['extra_vars', 'extraVars'];
const PLAYBOOK = ['playbook', 'job_playbook', 'playbook_name'];
const NAME = ['name', 'job_template_name'];

/** Of one document: mappings that name a playbook beside what it is given. */
export function jobTemplatesIn(context: DetectContext, data: Positioned): readonly JobTemplate[] {
  const found: JobTemplate[] = [];
  eachPart(context, data, {
    matters: part => isRecord(part) && VARIABLES.some(key => part[key] !== undefined),
    what: 'job templates',
    visit(value, path) {
      const template = isRecord(value) ? templateAt(data, path, value) : undefined;
      if (template) found.push(template);
      return template !== undefined;
    },
  });
  return found;
}

function templateAt(
  data: Positioned,
  path: DataPath,
  value: Readonly<Record<string, unknown>>,
): JobTemplate | undefined {
  const playbook = textOf(value, PLAYBOOK);
  const key = VARIABLES.find(one => value[one] !== undefined);
  if (key === undefined || playbook === undefined || !/\.ya?ml$/i.test(playbook)) return undefined;
  const place = [...path, key];
  // The module and the object take them as a text, too.
  const variables = isRecord(value[key])
    ? data.at(place)
    : typeof value[key] === 'string'
      ? parseEmbedded(data, place)?.documents[0]?.data
      : undefined;
  return variables && isRecord(variables.value)
    ? { name: textOf(value, NAME) ?? '', playbook: baseName(playbook), variables }
    : undefined;
}

function textOf(value: unknown, keys: readonly string[]): string | undefined {
  return keys.map(key => stringAt(value, [key])).find(text => text !== undefined);
}
