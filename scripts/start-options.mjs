import { parseArgs } from 'node:util';

const usage = `usage: npm start -- [options]

  --cluster     with a Kubernetes behind it, on this machine alone; in the browser. Needs npm run cluster:build
  --browser     VS Code in the browser, also where the desktop's "code" is found
  --port N      the port of VS Code in the browser (default: a free one)
  --no-open     print the address and open no browser
  --help        print this
`;

/** The options of npm start. Ends the process if they are invalid (status 2) or only request help. */
export function readStartOptions() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean', default: false },
        cluster: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    const port = Number(values.port ?? 0);
    if (values.port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Error(`--port takes a number from 1 to 65535, not "${values.port}"`);
    }
    // A port implies the server that listens on it. Only a server that this script starts can get the
    // kubeconfig.
    const browser = values.browser || values.cluster || values.port !== undefined;
    return { browser, cluster: values.cluster, open: !values['no-open'], port };
  } catch (error) {
    // The later sentences of the message are about arguments that are not options, and there are none.
    const [sentence] = error.message.split('. ');
    process.stderr.write(`npm start: ${sentence}\n\n${usage}`);
    process.exit(2);
  }
}
