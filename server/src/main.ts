import { createConnection } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.ts';

startServer(createConnection());
