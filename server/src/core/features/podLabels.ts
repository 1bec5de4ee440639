import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { describeWritten } from '../resolve/describe.ts';
import { stableLabelsOf } from '../resolve/evidence/stableLabels.ts';
import { variantsOf } from '../resolve/scope/overlayVariants.ts';
import { workloadsInScope } from '../resolve/workloadsInScope.ts';
import { none } from '../text/emptyList.ts';
import { pairText } from '../yaml/write.ts';

/** The stable labels of the pods of a workload. */
export interface PodLabels {
  /** E.g. `Deployment "web"`. */
  readonly workload: string;
  readonly file: string;
  /** YAML without indentation, a line for each label. */
  readonly text: string;
}

/**
 * The labels of the pods that a workload makes; for a Service those of each workload that it could select, the
 * likeliest first. Empty for any other resource, and for pods without labels.
 */
export function podLabels(analysis: Analysis, resource: Resource): readonly PodLabels[] {
  if (!resource.service) {
    return labelsOf(resource);
  }
  const index = new IndexReader(analysis.index);
  const [service = resource] = variantsOf(resource, index);
  return workloadsInScope(service, index, analysis.settings).slice(0, mostWorkloads).flatMap(labelsOf);
}

// A person chooses from a menu.
const mostWorkloads = 20;

function labelsOf(resource: Resource): readonly PodLabels[] {
  const stable = stableLabelsOf(resource);
  const text = stable.map((pair) => `${lineOf(pair)}\n`).join('');
  return stable.length > 0 ? [{ workload: describeWritten(resource), file: resource.document.file, text }] : none;
}

function lineOf({ key, value }: LabelPair): string {
  return pairText(key.value, value.value, { flow: false, json: false, minified: false, lineEnd: '\n' }, 0);
}
