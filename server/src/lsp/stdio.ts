import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

/** The language server on standard input and output, whatever the arguments of the process are. */
export function serve(): void {
  startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
}
