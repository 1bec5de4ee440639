import {
  type CancellationToken,
  type Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  lm,
  Range,
  Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import {
  type FixedFile,
  type LanguageModelToolAnswer,
  type LanguageModelToolParams,
  languageModelToolRequest,
  languageModelTools,
} from '../../server/src/lsp/protocol.ts';
import { changesOf, fixQuestion, madeText } from './fixText.ts';
import type { Server } from './server.ts';

/**
 * The tools that an agent in VS Code may call, as package.json describes them. Each asks the language server, which
 * starts if it does not run. `fix` is the only one that changes something, after a confirmation.
 */
export function registerLanguageModelTools(server: Pick<Server, 'request'>): Disposable[] {
  return languageModelTools.map((tool) => {
    const ask = (input: unknown, token: CancellationToken) =>
      server.request<LanguageModelToolAnswer>(
        languageModelToolRequest,
        { tool, input } satisfies LanguageModelToolParams,
        token,
      );
    const reading: LanguageModelTool<object> = {
      invoke: async ({ input }, token) => resultOf((await ask(input, token)).text),
    };
    return lm.registerTool(`podwire_${tool}`, tool === 'fix' ? fixing(ask) : reading);
  });
}

/** Makes only the changes that were confirmed. */
function fixing(
  ask: (input: unknown, token: CancellationToken) => Promise<LanguageModelToolAnswer>,
): LanguageModelTool<object> {
  const confirmed = new Map<string, string>();
  return {
    prepareInvocation: async ({ input }, token) => {
      const { files = [] } = await ask(input, token);
      const confirmationMessages = fixQuestion(files);
      confirmed.set(JSON.stringify(input), changesOf(files));
      return confirmationMessages ? { confirmationMessages } : {};
    },
    invoke: async ({ input }, token) => {
      const key = JSON.stringify(input);
      const asked = confirmed.get(key);
      confirmed.delete(key);
      const { text, files = [] } = await ask(input, token);
      if (files.length === 0) return resultOf(text);
      if (asked !== changesOf(files)) {
        return resultOf(`Nothing was changed, because other changes were confirmed. Call the tool again.\n\n${text}`);
      }
      return resultOf((await apply(files)) ? madeText(files) : 'Nothing was changed: a file has changed meanwhile.');
    },
  };
}

/** Whether all changes were made. Edits of an earlier version of a document would hit other text. */
async function apply(files: readonly FixedFile[]): Promise<boolean> {
  const edit = new WorkspaceEdit();
  for (const { uri, version, edits } of files) {
    const target = Uri.parse(uri, true);
    const open = workspace.textDocuments.find((document) => document.uri.toString() === target.toString());
    if (version !== null && open?.version !== version) return false;
    for (const { range, newText } of edits) {
      const { start, end } = range;
      edit.replace(target, new Range(start.line, start.character, end.line, end.character), newText);
    }
  }
  return workspace.applyEdit(edit);
}

function resultOf(text: string): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
}
