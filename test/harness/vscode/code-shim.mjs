#!/usr/bin/env node
// Replaces the executable of desktop VS Code if that is not available. It takes the arguments that the function
// `runTests` of @vscode/test-electron passes (--extensionDevelopmentPath=…, --extensionTestsPath=…, a folder; the
// others do not concern a server), runs the suite in the extension host of VS Code's server with its workbench in a
// headless Chromium, and exits with the status of the suite.
//
// Environment: CHROMIUM, an executable; PODWIRE_VERBOSE, prints everything; SHIM_TIMEOUT_MS.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { findChromium, launchChromium } from './chromium.ts';
import { installServer } from './install-server.ts';
import { startServer } from './start-server.ts';

const verbose = process.env.PODWIRE_VERBOSE;

// The output of the extension host and of the workbench arrives on one channel, both as 'info'. The known lines of
// the workbench are dropped, and its warnings and errors are shown only if the suite fails.
const workbenchLines =
  /^(Ignoring fetching|Updating additional builtin|Creating a socket|Resolv(ing|ed) connection token|\[(Service Worker|AgentHost|AccountPolicyGate|reconnection-grace-time)|Canceled: )/;

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-shim-'));
let status = 1;
try {
  status = await runSuite(readArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
process.exit(status);

function readArguments(args) {
  const read = { folder: temporary, extensions: [], suite: undefined };
  for (const argument of args) {
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) read.folder = path.resolve(argument);
    else if (name === 'extensionDevelopmentPath') read.extensions.push(path.resolve(value));
    else if (name === 'extensionTestsPath') read.suite = path.resolve(value);
  }
  if (!read.suite) throw new Error('--extensionTestsPath=FILE is missing');
  return read;
}

async function runSuite({ folder, extensions, suite }) {
  const executable = findChromium();
  if (!executable) throw new Error('no Chromium: install one or name its executable in CHROMIUM');
  const server = await startServer(await installServer(console.log), {
    runsSuites: true,
    settings: { 'git.enabled': false },
  });
  try {
    const browser = await launchChromium(executable);
    try {
      const held = [];
      const { promise: ended, resolve: end } = Promise.withResolvers();
      const page = browser.context.pages()[0];
      await page.exposeFunction('codeAutomationExit', end);
      await page.exposeFunction('codeAutomationLog', (type, args) => {
        const line = format(...args);
        if (verbose) console.log(`[${type}] ${line}`);
        else if (type !== 'info') held.push(`[${type}] ${line}`);
        else if (!workbenchLines.test(line)) console.log(line);
      });
      const timer = setTimeout(
        () => {
          console.error('the suite did not end in time');
          end(124);
        },
        Number(process.env.SHIM_TIMEOUT_MS ?? 900_000),
      );
      await page.goto(
        server.address(folder, [
          ...extensions.map((extension) => ['extensionDevelopmentPath', server.authority + extension]),
          ['extensionTestsPath', server.authority + suite],
          ['skipWelcome', 'true'],
          ['skipReleaseNotes', 'true'],
        ]),
        // The timer above decides whether it finishes.
        { waitUntil: 'commit', timeout: 0 },
      );
      const code = await ended;
      clearTimeout(timer);
      if (code !== 0 && held.length > 0) console.error(held.slice(0, 20).join('\n'));
      return code;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}
