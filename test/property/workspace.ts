import { defaultSettings } from '../../server/src/core/settings.ts';
import type { Baseline, CurrentBaseline, FileContent, WorldEvent } from '../../server/src/world.ts';
import type { Step } from './steps.ts';

export interface Workspace {
  readonly disk: Map<string, string>;
  readonly open: Map<string, string>;
  closedWorld: boolean;
  complete: boolean;
  /** Every text of it; absent where nothing is compared. */
  baseline?: Snapshot | undefined;
  /** Old path by new path. */
  readonly renamed: Map<string, string>;
}

export interface Snapshot {
  readonly name: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly renamed: ReadonlyMap<string, string>;
}

export function emptyWorkspace(): Workspace {
  return { disk: new Map(), open: new Map(), closedWorld: false, complete: true, renamed: new Map() };
}

/** Takes a step in the model and says which events an editor would send for it. */
export function take(workspace: Workspace, each: Step, folder: string): WorldEvent[] {
  const { disk, open } = workspace;
  const files = (changes: [string, string | undefined][]): WorldEvent => ({
    type: 'FilesChanged',
    folder,
    files: new Map<string, FileContent | undefined>(
      changes.map(([path, content]) => [path, content === undefined ? undefined : { text: content }]),
    ),
  });
  const typed = (path: string, content: string): WorldEvent[] => {
    open.set(path, content);
    return [{ type: 'TextChanged', folder, path, text: content }];
  };
  const compare = (baseline: Baseline | CurrentBaseline, texts: ReadonlyMap<string, string>): WorldEvent[] => {
    // Before everything is read nobody knows what is to be compared with.
    if (!workspace.complete) {
      return [];
    }
    const renamed = 'texts' in baseline ? (baseline.renamed ?? new Map()) : new Map();
    workspace.baseline = { name: baseline.name, texts, renamed };
    return [{ type: 'BaselineChanged', folder, baseline }];
  };
  switch (each.do) {
    case 'compare': {
      const texts = new Map(disk);
      if (each.text === undefined) {
        texts.delete(each.path);
      } else {
        texts.set(each.path, each.text);
      }
      const renamed = new Map(workspace.renamed);
      workspace.renamed.clear();
      return compare({ name: 'HEAD', texts: new Map([[each.path, each.text]]), renamed }, texts);
    }
    case 'accept':
      return compare({ name: 'what was accepted', current: true }, new Map([...disk, ...open]));
    case 'forget':
      workspace.baseline = undefined;
      return [{ type: 'BaselineChanged', folder, baseline: undefined }];
    case 'write':
      disk.set(each.path, each.text);
      return [files([[each.path, each.text]])];
    case 'change': {
      const content = disk.get(each.path);
      const values = [
        ...(content ?? '').matchAll(/(?<=(?:app|tier|name|namespace|targetPort|serviceAccountName): )\S+/g),
      ];
      const value = values[each.at % Math.max(values.length, 1)];
      if (content === undefined || value === undefined) {
        return [];
      }
      const changed = content.slice(0, value.index) + each.to + content.slice(value.index + value[0].length);
      disk.set(each.path, changed);
      return [files([[each.path, changed]])];
    }
    case 'delete':
      disk.delete(each.path);
      return [files([[each.path, undefined]])];
    case 'rename': {
      const content = disk.get(each.path);
      if (content === undefined || each.path === each.to) {
        return [];
      }
      disk.delete(each.path);
      disk.set(each.to, content);
      workspace.renamed.set(each.to, each.path);
      return [
        files([
          [each.path, undefined],
          [each.to, content],
        ]),
      ];
    }
    case 'open': {
      const content = disk.get(each.path);
      return content === undefined || open.has(each.path) ? [] : typed(each.path, content);
    }
    case 'type':
      return open.has(each.path) ? typed(each.path, each.text) : [];
    case 'break': {
      const content = open.get(each.path);
      const at = content === undefined ? 0 : each.at % (content.length + 1);
      return content === undefined ? [] : typed(each.path, content.slice(0, at) + each.what + content.slice(at));
    }
    case 'fix': {
      const content = disk.get(each.path);
      return content === undefined || !open.has(each.path) ? [] : typed(each.path, content);
    }
    case 'save': {
      const content = open.get(each.path);
      if (content === undefined) {
        return [];
      }
      disk.set(each.path, content);
      return [files([[each.path, content]])];
    }
    case 'close':
      return open.delete(each.path) ? [{ type: 'TextChanged', folder, path: each.path, text: undefined }] : [];
    case 'settings':
      workspace.closedWorld = each.closedWorld;
      return [settingsEvent(workspace, folder)];
    case 'index':
      workspace.complete = each.complete;
      return [{ type: 'FilesChanged', folder, files: new Map(), complete: each.complete }];
  }
}

/** The event by which a folder that has just been read comes to the baseline of the workspace. */
export function baselineEvent({ disk, baseline }: Workspace, folder: string): WorldEvent {
  if (!baseline) {
    return { type: 'BaselineChanged', folder, baseline: undefined };
  }
  const { name, texts, renamed } = baseline;
  const differing = [...new Set([...disk.keys(), ...texts.keys()])].filter(
    (path) => disk.get(path) !== texts.get(path),
  );
  return {
    type: 'BaselineChanged',
    folder,
    baseline: { name, texts: new Map(differing.map((path) => [path, texts.get(path)])), renamed },
  };
}

export function settingsEvent(workspace: Workspace, folder: string): WorldEvent {
  return { type: 'SettingsChanged', folder, settings: { ...defaultSettings, closedWorld: workspace.closedWorld } };
}
