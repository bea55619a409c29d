/** Pipelines that stand in several files: those of Azure and of GitLab. */
import type { DetectContext } from '../detector.js';
import { azureWorkflows } from './azure/files.js';
import { gitlabWorkflows } from './gitlab/files.js';
import type { Workflow } from './workflow/workflow.js';

/** What they say of each of their files. */
export async function pipelineFiles(context: DetectContext): Promise<ReadonlyMap<string, Workflow>> {
  return new Map([...(await azureWorkflows(context)), ...(await gitlabWorkflows(context))]);
}
