import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionOptions,
  type CompletionParams,
  type Connection,
  InsertTextMode,
} from 'vscode-languageserver/node';
import { type Completion, completions } from '../core/features/completion.ts';
import type { Boundary } from './boundary.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import { offsetAt, rangeAt, type TextLines } from './positions.ts';
import type { Workspace } from './workspace.ts';

/**
 * The characters after which an editor asks by itself: a value follows a colon and a space, an item a dash and a space,
 * a string its quote, and the rest of a path a slash. After a new line no editor asks.
 */
export const completionOptions: CompletionOptions = {
  triggerCharacters: [' ', ':', '"', '/'],
  resolveProvider: false,
  completionItem: { labelDetailsSupport: true },
};

/**
 * Answers `textDocument/completion` from what is known at the moment: a person who types does not wait for the
 * judgement of what is half typed.
 */
export function answerCompletion(connection: Connection, boundary: Boundary, workspace: Workspace): void {
  connection.onCompletion(
    boundary.request('textDocument/completion', ({ textDocument, position }: CompletionParams): CompletionList => {
      const lines = workspace.documentAt(textDocument.uri)?.lines;
      const known = lines && workspace.lookUp(textDocument.uri);
      if (!lines || !known) {
        return { isIncomplete: false, items: [] };
      }
      const offset = offsetAt(lines, position, workspace.editor.positionEncoding);
      const { items, isCut } = completions(known.analysis, known.path, lines.text, offset);
      return {
        isIncomplete: isCut,
        items: items.map((item, rank) => itemOf(item, rank, lines, workspace.editor)),
      };
    }),
  );
}

function itemOf(completion: Completion, rank: number, lines: TextLines, editor: ClientCapabilities): CompletionItem {
  const { label, kind, detail, documentation, newText, range, filterText } = completion;
  const { positionEncoding, completionItems } = editor;
  return {
    label,
    kind: kinds[kind],
    // Ranks before the items of other extensions, which sort by their labels.
    sortText: `${rank}`.padStart(4, '0'),
    filterText,
    textEdit: { range: rangeAt(lines, range, positionEncoding), newText },
    ...(detail === undefined ? {} : { detail }),
    ...(detail !== undefined && completionItems.labelDetails ? { labelDetails: { description: detail } } : {}),
    ...(documentation === undefined
      ? {}
      : { documentation: completionItems.markdown ? { kind: 'markdown', value: documentation } : documentation }),
    ...(rank === 0 && completionItems.preselect ? { preselect: true } : {}),
    // The lines of an item have their indentation already.
    ...(/[\n\r]/.test(newText) && completionItems.asIs ? { insertTextMode: InsertTextMode.asIs } : {}),
    // Only VS Code has this command. It shows the values of a key that was inserted.
    ...(newText.endsWith(': ') && editor.commands.size > 0
      ? { command: { title: 'Suggest values', command: 'editor.action.triggerSuggest' } }
      : {}),
  };
}

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  selector: CompletionItemKind.Struct,
  name: CompletionItemKind.Reference,
  port: CompletionItemKind.Constant,
  namespace: CompletionItemKind.Module,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  setting: CompletionItemKind.EnumMember,
};
