import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { keepHeapSmall } from '../heap.ts';
import { startServer } from './server.ts';

/**
 * Runs the language server on standard input and output, or on the channel that the arguments of the process
 * name (`--stdio`, `--node-ipc`, `--pipe=`, `--socket=`; LSP, *Implementation considerations*). @throws If they
 * name none.
 */
export function listen(on: 'standard streams' | 'what the arguments name'): void {
  keepHeapSmall();
  startServer(
    on === 'standard streams'
      ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
      : createConnection(ProposedFeatures.all),
  );
}
