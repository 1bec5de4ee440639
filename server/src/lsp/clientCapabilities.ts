import { type InitializeParams, InsertTextMode } from 'vscode-languageserver/node';
import type { PositionEncoding } from './positions.ts';
import type { InitializationOptions } from './protocol.ts';

/** The capabilities and wishes of the editor. Each absent one has a fallback. */
export interface ClientCapabilities {
  readonly positionEncoding: PositionEncoding;
  /** The editor answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** The editor can watch files for the server. */
  readonly watchesFiles: boolean;
  readonly registersConfigurationChanges: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesInlayHints: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  /** Text edits of several files may carry the document versions for which they were made. */
  readonly versionedEdits: boolean;
  /** An edit may state what it does, and that the user has to confirm it. */
  readonly annotatesEdits: boolean;
  /** The editor asks whether a text can be renamed before it asks for the new name. */
  readonly preparesRename: boolean;
  /**
   * Code actions may be sent as edits with a kind. Otherwise only commands are allowed, and the server has
   * none.
   */
  readonly codeActionLiterals: boolean;
  readonly preferredCodeActions: boolean;
  /** Whether the answer of a verb may have the range of the text that was asked about. */
  readonly locationLinks: Readonly<Record<'definition' | 'typeDefinition' | 'implementation', boolean>>;
  /** Document symbols may contain others. */
  readonly hierarchicalSymbols: boolean;
  /** What items of a completion list may carry. */
  readonly completionItems: {
    /** Text behind the label. */
    readonly labelDetails: boolean;
    readonly markdown: boolean;
    readonly preselect: boolean;
    /** The editor can insert lines with the indentation that they have. */
    readonly asIs: boolean;
  };
  readonly commands: ReadonlySet<string>;
  readonly status: boolean;
  readonly rulePage: string | undefined;
}

const supportedEncodings: readonly string[] = ['utf-16', 'utf-8', 'utf-32'] satisfies PositionEncoding[];

export function readClientCapabilities(params: InitializeParams): ClientCapabilities {
  const { capabilities } = params;
  const options = readOptions(params.initializationOptions);
  const { codeAction, completion, publishDiagnostics, definition, typeDefinition, implementation, documentSymbol } =
    capabilities.textDocument ?? {};
  const item = completion?.completionItem;
  const offered = capabilities.general?.positionEncodings ?? [];
  return {
    // In the editor's order of preference. Source: LSP 3.17, `general.positionEncodings`.
    positionEncoding: (offered.find((each) => supportedEncodings.includes(each)) ?? 'utf-16') as PositionEncoding,
    configuration: capabilities.workspace?.configuration === true,
    watchesFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    registersConfigurationChanges: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true,
    refreshesInlayHints: capabilities.workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
    relatedInformation: publishDiagnostics?.relatedInformation === true,
    codeDescription: publishDiagnostics?.codeDescriptionSupport === true,
    versionedEdits: capabilities.workspace?.workspaceEdit?.documentChanges === true,
    annotatesEdits:
      capabilities.workspace?.workspaceEdit?.documentChanges === true &&
      capabilities.workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    preparesRename: capabilities.textDocument?.rename?.prepareSupport === true,
    codeActionLiterals: codeAction?.codeActionLiteralSupport !== undefined,
    preferredCodeActions: codeAction?.isPreferredSupport === true,
    locationLinks: {
      definition: definition?.linkSupport === true,
      typeDefinition: typeDefinition?.linkSupport === true,
      implementation: implementation?.linkSupport === true,
    },
    hierarchicalSymbols: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    completionItems: {
      labelDetails: item?.labelDetailsSupport === true,
      markdown: item?.documentationFormat?.includes('markdown') === true,
      preselect: item?.preselectSupport === true,
      asIs: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    },
    commands: new Set(options.commands ?? []),
    status: options.status === true,
    rulePage: options.rulePage,
  };
}

/** A setting that the editor sends at the start and may change later. */
export function reportsSyntaxErrors(params: InitializeParams): boolean {
  return readOptions(params.initializationOptions).reportSyntaxErrors !== false;
}

/** People write these options by hand in many editors, so no type is taken for granted. */
function readOptions(options: unknown): InitializationOptions {
  if (typeof options !== 'object' || options === null) {
    return {};
  }
  const { commands, reportSyntaxErrors, status, rulePage } = options as Record<string, unknown>;
  return {
    ...(Array.isArray(commands) ? { commands: commands.filter((each) => typeof each === 'string') } : {}),
    ...(typeof reportSyntaxErrors === 'boolean' ? { reportSyntaxErrors } : {}),
    ...(typeof status === 'boolean' ? { status } : {}),
    ...(typeof rulePage === 'string' ? { rulePage } : {}),
  };
}
