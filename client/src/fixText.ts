import type { FixedFile } from '../../server/src/lsp/protocol.ts';

/** The question before a language model changes files; undefined if there is nothing to change. */
export function fixQuestion(
  files: readonly FixedFile[],
): { readonly title: string; readonly message: string } | undefined {
  if (files.length === 0) return undefined;
  const shown = files.slice(0, mostFiles);
  const left = files.length - shown.length;
  const lines = shown.map(({ path, titles }) => `${path}: ${titles.length === 0 ? 'changed too' : titles.join('; ')}`);
  return {
    title: `Change ${files.length === 1 ? shown[0]!.path : `${files.length} files`}?`,
    message: [
      ...lines,
      ...(left > 0 ? [`and ${left} more ${left === 1 ? 'file' : 'files'}`] : []),
      'The files stay unsaved.',
    ].join('\n\n'),
  };
}

/** A confirmation in the chat has no room for more. */
const mostFiles = 20;

/** A string that is equal for the same changes of the same files. */
export function changesOf(files: readonly FixedFile[]): string {
  return JSON.stringify(files.map(({ uri, edits }) => [uri, edits]));
}

/** The answer after the changes were made. */
export function madeText(files: readonly FixedFile[]): string {
  const lines = files.flatMap(({ path, titles }) => titles.map((title) => `- ${path}: ${title}`));
  return ['The files are changed in the editor and not saved yet:', ...lines].join('\n');
}
