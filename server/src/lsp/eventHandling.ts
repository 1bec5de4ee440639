import { settingsFileName } from '../core/settingsFile.ts';
import type { Boundary } from './boundary.ts';
import type { EventHandler } from './eventLoop.ts';
import type { Parts } from './parts.ts';
import type { ServerEvent } from './serverEvents.ts';

/**
 * Decides what follows from each event. Only this function makes one part of the server act on an event of
 * another.
 */
export function createEventHandler(parts: Parts, { failed }: Pick<Boundary, 'failed'>): EventHandler {
  const { roots, workspace, filesOnDisk, indexing, baselines, configuration, watching } = parts;
  const { backgroundWork, publisher, publications, shownLenses, shownInlayHints, wiringChanges, rendering } = parts;
  const { liveCluster, status } = parts;

  /** The text of an open settings file takes effect while a person types it, like any other text. */
  const settingsEdited = (uri: string): void => {
    if (uri.endsWith(`/${settingsFileName}`)) {
      for (const root of roots.all()) {
        configuration.settingsFileChanged(root);
      }
    }
  };
  /** What the editor shows in documents may be wrong now. */
  const checkShown = (): void => {
    shownLenses.check();
    shownInlayHints.check();
    wiringChanges.check();
  };
  const handle = (event: ServerEvent): void => {
    if ('root' in event && event.type !== 'RootRemoved' && roots.byId(event.root.id) !== event.root) {
      return;
    }
    switch (event.type) {
      case 'DocumentOpened':
        workspace.open(event.uri, event.language, event.version, event.text);
        for (const place of roots.find(event.uri)) {
          indexing.hurry(place);
        }
        settingsEdited(event.uri);
        break;
      case 'DocumentEdited':
        workspace.change(event.uri, event.version, event.changes);
        settingsEdited(event.uri);
        break;
      case 'DocumentSaved':
        watching.saved(event.uri);
        break;
      case 'DocumentClosed':
        workspace.close(event.uri);
        settingsEdited(event.uri);
        break;
      case 'WorkspaceFoldersChanged':
        for (const uri of event.removed) {
          workspace.removeFolder(uri);
        }
        for (const uri of event.added) {
          workspace.addFolder(uri);
        }
        break;
      case 'WatcherReported':
        watching.reported(event.changes);
        break;
      case 'EditorSettingsChanged':
        if (parts.editor.configuration) {
          configuration.pull(roots.all()).catch((error: unknown) => failed('Reading the settings', error));
        } else {
          configuration.push(event.settings, roots.all());
        }
        break;
      case 'RenderClosed':
        rendering.closed(event.uri);
        break;
      case 'SyntaxErrorsSwitched':
        publications.reportSyntaxErrors(event.areReported);
        publisher.concern(workspace.filesWithSyntaxErrors());
        break;
      case 'BaselineReceived':
        baselines.take(event.params);
        break;

      case 'RootAdded':
        // No file of a root is read before its settings are known.
        configuration.enter(event.root);
        break;
      case 'RootRemoved':
        indexing.forget(event.root);
        baselines.forget(event.root);
        configuration.forget(event.root);
        wiringChanges.check();
        status.touch();
        break;
      case 'SettingsAnswered':
        indexing.begin(event.root);
        status.touch();
        break;
      case 'SettingsRead':
        workspace.apply({ type: 'SettingsChanged', folder: event.root.id, settings: event.settings });
        if (event.ignore) {
          indexing.choose(event.root, { ignore: event.ignore, rendersCharts: event.settings.helm.render !== false });
        }
        break;
      case 'SettingsFileChanged':
        configuration.settingsFileChanged(event.root);
        break;
      case 'DisplayChosen':
        checkShown();
        break;
      case 'FilesChangedOnDisk':
        baselines.filesChanged(event.root, event.paths);
        break;
      case 'PathsTouched':
        indexing.lookAgain(event.root, event.paths);
        break;
      case 'WalkNeeded':
        indexing.walkAgain(event.root, event.isOtherState);
        break;
      case 'IgnoreRulesRead':
        workspace.overlayAgain(event.root);
        break;
      case 'ChartsRead':
        workspace.apply({ type: 'ChartsChanged', folder: event.root.id, charts: event.charts });
        workspace.overlayAgain(event.root);
        break;
      case 'FilesRead': {
        const { root, files, complete } = event;
        workspace.apply({ type: 'FilesChanged', folder: root.id, files, ...(complete ? { complete } : {}) });
        status.touch();
        break;
      }
      case 'SurroundingsRead':
        publisher.concern(workspace.openUris(event.root));
        break;
      case 'RootRendered':
        baselines.rendered(event.root);
        break;
      case 'RootIndexed':
        checkShown();
        liveCluster.touch();
        status.touch();
        break;
      case 'OtherStateFound':
        baselines.otherStateFound(event.root);
        break;
      case 'OtherStateRead':
        baselines.otherStateRead(event.root);
        break;
      case 'BaselineChosen':
        workspace.apply({ type: 'BaselineChanged', folder: event.root.id, baseline: event.baseline });
        baselines.stepDone();
        status.touch();
        break;

      case 'FilesConcerned':
        publisher.concern(event.uris);
        break;
      case 'StepDone':
        publisher.concern(event.uris);
        baselines.stepDone();
        status.touch();
        break;
      case 'ClusterChanged':
        workspace.apply({ type: 'ClusterChanged', facts: event.facts });
        checkShown();
        break;
      case 'Published':
        checkShown();
        rendering.check();
        status.touch();
        liveCluster.touch();
        break;
      default:
        event satisfies never;
    }
  };
  return {
    handle,
    afterEvents: () => {
      workspace.applyTextsOfNewRoots();
      // Files that are read only in part would be reported wrongly.
      publisher.setPaused(configuration.isEntering() || filesOnDisk.isTakenInByHalf() || workspace.hasPendingBundles());
      backgroundWork.wake();
    },
  };
}
