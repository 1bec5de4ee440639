import { statedNamespace } from '../model/namespace.ts';
import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { directoryOf } from '../text/path.ts';
import type { IndexReader } from './index.ts';
import { templatesMatching } from './match.ts';

/** Whether the Service's selector reaches a pod template, and if not, what it probably meant. */
export function resolveServiceSelector(service: Resource, index: IndexReader, settings: Settings): Resolution {
  const selector = service.service?.selector;
  if (!selector || selector.pairs.length === 0) {
    return { type: 'unknown', because: 'it has no selector' };
  }
  const namespace = statedNamespace(service, settings.closedWorld);
  const targets = templatesMatching(selector, index).filter((each) => {
    const other = statedNamespace(each, settings.closedWorld);
    return namespace === undefined || other === undefined || namespace === other;
  });
  if (targets.length > 0) {
    return { type: 'found', targets };
  }
  if (!index.complete) {
    return { type: 'unknown', because: 'the workspace is still being indexed' };
  }
  const candidates: Candidate[] = index
    .templatesIn(directoryOf(service.document.file))
    .map((resource) => ({ resource, score: 1, evidence: [] }));
  return candidates.length > 0
    ? { type: 'missing', candidates }
    : { type: 'unknown', because: 'no pod template is near' };
}
