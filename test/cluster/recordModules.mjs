// Writes the path of every file that is loaded as a module into the file that PODWIRE_TEST_MODULES names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const record = process.env.PODWIRE_TEST_MODULES;

registerHooks({
  load(url, context, next) {
    if (record && url.startsWith('file:')) appendFileSync(record, `${fileURLToPath(url)}\n`);
    return next(url, context);
  },
});
