import { serveThisProcess } from './lsp/start.ts';

serveThisProcess();
