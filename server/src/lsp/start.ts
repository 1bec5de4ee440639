import { createConnection } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

/**
 * Serves the editor that started this process, over what its arguments name: `--stdio`, `--node-ipc`, `--socket` or
 * `--pipe`. The process ends when the editor says so, when it ends itself, and when the streams do.
 *
 * @throws where no argument names a transport
 */
export function serveThisProcess(): void {
  startServer(createConnection());
}
