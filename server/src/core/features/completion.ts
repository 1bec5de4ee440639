import type { Analysis } from '../analysis.ts';
import { type Typing, typingAt } from '../cursor/typing.ts';
import { withoutTyped } from '../cursor/withoutTyped.ts';
import { type Field, fieldAt } from '../kinds/fieldAt.ts';
import { isKustomizationFile } from '../kinds/kustomization.ts';
import { groupOf } from '../kinds/list.ts';
import type { Settings } from '../settings.ts';
import { settingsFileName } from '../settingsFile.ts';
import { none } from '../text/emptyList.ts';
import { baseName } from '../text/path.ts';
import type { Completion } from './completion/completion.ts';
import { type Context, contextOf, mayBecome, withoutRepeated } from './completion/context.ts';
import { dataKeyItems, subPathItems } from './completion/dataKeys.ts';
import { kustomizationItems } from './completion/kustomizationPaths.ts';
import { labelItems, requirementItems } from './completion/labels.ts';
import { nameItems } from './completion/names.ts';
import { namespaceItems } from './completion/namespaces.ts';
import {
  backendPortItems,
  nodePortItems,
  probePortItems,
  selectedPortItems,
  targetPortItems,
} from './completion/ports.ts';
import { settingItems } from './completion/settingsKeys.ts';
import { volumeItems } from './completion/volumes.ts';

export type { Completion } from './completion/completion.ts';

/** What may be inserted at a place, the likeliest first. */
export interface Completions {
  readonly items: readonly Completion[];
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/**
 * What belongs at an offset of a text: labels, names, ports, namespaces and paths that exist in the workspace. Keys
 * of the API, such as `spec`, are never offered, because other extensions know them. The text need not parse.
 *
 * @param text of the whole file, as the editor shows it.
 * @param offset in UTF-16 code units.
 */
export function completions(analysis: Analysis, path: string, text: string, offset: number): Completions {
  const typing = typingAt(text, offset);
  const itemsIn = typing && itemsFor(path, typing, analysis.settings);
  if (!typing || !itemsIn) {
    return { items: none, isCut: false };
  }
  const context = contextOf(path, typing, withoutTyped(analysis, path, text, typing));
  const items = withoutRepeated(itemsIn(context)).filter(({ filterText }) => mayBecome(filterText, typing));
  return { items: items.slice(0, mostItems), isCut: items.length > mostItems };
}

/** Nobody reads more. */
const mostItems = 200;

/** Makes the items of a place; undefined if nothing is offered there. */
function itemsFor(
  path: string,
  typing: Typing,
  settings: Settings,
): ((context: Context) => readonly Completion[]) | undefined {
  if (isKustomizationFile(path) && (typing.object === undefined || isOfKustomize(typing))) {
    return kustomizationItems;
  }
  if (baseName(path) === settingsFileName) {
    return settingItems;
  }
  const field = fieldOf(typing, settings);
  return field && ((context) => itemsAt(field, context));
}

function isOfKustomize({ object }: Typing): boolean {
  return object !== undefined && groupOf(object.apiVersion) === 'kustomize.config.k8s.io';
}

function fieldOf({ object, path, part }: Typing, settings: Settings): Field | undefined {
  if (!object) {
    return undefined;
  }
  const { apiVersion, kind } = object;
  const workload = settings.workloads.find(
    (each) => each.kind === kind && (each.apiVersion === apiVersion || each.apiVersion.endsWith('/*')),
  );
  const field = fieldAt(groupOf(apiVersion), kind, path.slice(object.path.length), workload?.podTemplate.split('.'));
  // Only maps of labels have keys that exist in the workspace.
  const isMap = field?.type === 'labels' && field.key === undefined;
  return part === 'key' && !isMap ? undefined : field;
}

function itemsAt(field: Field, context: Context): readonly Completion[] {
  if (context.typing.hasBlock) {
    return none;
  }
  switch (field.type) {
    case 'labels':
      return labelItems(field, context);
    case 'requirement':
      return requirementItems(field, context);
    case 'name':
    case 'kind':
    case 'apiVersion':
      return nameItems(field, context);
    case 'data key':
      return dataKeyItems(field, context);
    case 'sub path':
      return subPathItems(context);
    case 'volume':
      return volumeItems(context);
    case 'port':
      return backendPortItems(field, context);
    case 'selected port':
      return selectedPortItems(field, context);
    case 'target port':
      return targetPortItems(context);
    case 'node port':
      return nodePortItems(context);
    case 'probe port':
      return probePortItems(field, context);
    case 'namespace':
      return namespaceItems(context);
  }
}
