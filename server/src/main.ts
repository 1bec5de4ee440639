import { listen } from './lsp/listen.ts';

listen('what the arguments name');
