// Loaded before each test file. Node's runner counts a file whose process ends with status 0 as passed, even if a
// test called `process.exit` and the tests after it never ran.
import { after } from 'node:test';

let isFinished = false;
after(() => {
  isFinished = true;
});
process.on('exit', () => {
  if (!isFinished) {
    process.stderr.write('The process ended before its last test.\n');
    process.exitCode = 1;
  }
});
