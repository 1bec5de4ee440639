import { isFilePending } from '../core/progress.ts';
import type { Baselines } from './baselines.ts';
import type { Configuration } from './configuration.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { FilesOnDisk } from './filesOnDisk.ts';
import type { Publication } from './publishing.ts';
import type { Workspace } from './workspace.ts';

/** What to publish for each file. */
export interface Publications {
  /** Undefined while something is pending that could change it. */
  of(uri: string): Publication | undefined;
  /** Sets whether syntax errors are reported. Another extension may report them too. */
  reportSyntaxErrors(areReported: boolean): void;
}

export interface PublicationsOptions {
  readonly workspace: Workspace;
  readonly filesOnDisk: FilesOnDisk;
  readonly baselines: Baselines;
  readonly configuration: Configuration;
  readonly reportSyntaxErrors: boolean;
  /** The URI of a rule's page. */
  rulePage(code: string): string | undefined;
}

export function createPublications({
  workspace,
  filesOnDisk,
  baselines,
  configuration,
  ...options
}: PublicationsOptions): Publications {
  let { reportSyntaxErrors } = options;
  return {
    of: (uri) => {
      const known = workspace.lookUp(uri);
      if (known && (isFilePending(known.analysis, known.path) || !filesOnDisk.knowsAround(known))) {
        return undefined;
      }
      const spelled = workspace.spelling(uri);
      const version = workspace.documentAt(spelled)?.version;
      const ofFile = known
        ? diagnosticsOf(known.analysis, known.path, {
            editor: workspace.editor,
            reportSyntaxErrors,
            unfinishedAt: workspace.unfinishedAt(spelled),
            reportsLostEdges: () => baselines.reportsLostEdges(known.root, uri),
            uriOf: (path) => workspace.uriOf(known.root, path),
            rulePage: options.rulePage,
          })
        : [];
      const diagnostics = [...ofFile, ...configuration.diagnosticsOf(uri)];
      return { uri: spelled, diagnostics, ...(version === undefined ? {} : { version }) };
    },
    reportSyntaxErrors: (areReported) => {
      reportSyntaxErrors = areReported;
    },
  };
}
