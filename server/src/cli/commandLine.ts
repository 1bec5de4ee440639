import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './check.ts';
import type { EndpointsOptions } from './endpoints.ts';
import type { ExplainPlaceOptions } from './explainPlace.ts';
import { colorModes, ioOf, UsageError } from './io.ts';
import type { ProbeCommandOptions } from './probe.ts';
import { versionOf } from './version.ts';

/** Exit status of what could not be run as it was asked for. */
const failed = 2;

/**
 * Runs `podwire` with its arguments; resolves to the exit status. Each command loads what it needs, so that `--help` and
 * `--version` load nothing.
 */
export async function run(args: readonly string[]): Promise<number> {
  const io = ioOf(process);
  let status = 0;
  const program = programOf((result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong, or has printed the help that was asked for.
      return error.exitCode === 0 ? 0 : failed;
    }
    if (error instanceof UsageError) {
      await io.complain(`podwire: ${error.message}`);
      return failed;
    }
    // A mistake of ours: Node.js would end with status 1 then, which says that something was found.
    await io.complain(`podwire: this should not happen: ${error instanceof Error ? error.stack : error}`);
    return failed;
  }

  function programOf(done: (status: number) => void): Command {
    const command = new Command('podwire')
      .description(
        'Tells whether the Services of Kubernetes manifests reach their pods, and what else will not work in a cluster.',
      )
      .version(`podwire ${versionOf()}`, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .showHelpAfterError('(podwire --help, or podwire COMMAND --help, says what there is)')
      .exitOverride();
    command
      .command('check')
      .summary('report references between manifests that reach nothing')
      .description(
        'Reads the manifests of all PATHs as one workspace, and reports what will not work in a cluster. Without a PATH, the current folder.',
      )
      .argument('[PATH...]', 'folders, files, or - for standard input')
      .addOption(
        new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text').argParser(format),
      )
      .addOption(
        new Option('--fail-on <severity>', 'the least severity that makes the exit status 1')
          .choices(['error', 'warning', 'information', 'never'])
          .default('warning'),
      )
      .option('--closed-world', 'everything that will run is in PATH: what nothing there matches is missing')
      .option('--live', 'also judge by what runs in the cluster that kubectl would ask; only reads')
      .option('--context <name>', 'with --live: a context of the kubeconfig; the current one by default')
      .option('--base <ref>', 'report what is wrong since a commit of git: what it had too is left out')
      .option('--all', 'with --base: also what the commit had too')
      .option('--fix', 'mend in place what has a preferred fix, then report what is left')
      .option('--verbose', 'also list hints, and what is unknown and why')
      .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
      .addHelpText('after', checkHelp)
      .action(async (paths: string[], options: CheckOptions) => {
        const { check } = await import('./check.ts');
        done(await check(paths, options, io));
      });
    command
      .command('endpoints')
      .summary('count the ready endpoints of the Services of a cluster')
      .description(
        'Counts the endpoints of each Service as the cluster has them, and says why a Service has none that is ready. Reads only.',
      )
      .option('-n, --namespace <namespace>', "the namespace; the context's own by default")
      .option('-A, --all-namespaces', 'all namespaces')
      .option('--context <name>', 'a context of the kubeconfig; the current one by default')
      .option('-w, --watch', 'show them again whenever they change, until interrupted')
      .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
      .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
      .addHelpText('after', endpointsHelp)
      .action(async (options: EndpointsOptions) => {
        const { endpoints } = await import('./endpoints.ts');
        done(await endpoints(options, io));
      });
    command
      .command('probe')
      .summary('ask the node port of a Service, and explain what comes back')
      .description(
        'Tries the node port of a Service at every address of the nodes, or at those that are named, asks the cluster what is behind it, and says whether traffic arrives, and if not, why.',
      )
      .argument('<FILE|SERVICE>', 'a manifest that holds the Service, or its name')
      .option('-n, --namespace <namespace>', 'where the Service is; that of the file or of the context by default')
      .option('--port <port>', 'name, number or node port; the first with a node port by default')
      .option(
        '--address <address...>',
        'IP addresses or names of nodes, instead of those that the cluster and podwire.yaml know',
      )
      .option('--all', 'try all addresses though they are more than 12')
      .option('--path <path>', 'what to GET; that of the readiness or liveness probe by default, else /')
      .option('--timeout <seconds>', 'for one address', '5')
      .option('--context <context>', 'of the kubeconfig; the current one by default')
      .option('--no-cluster', 'ask no API server')
      .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json', 'markdown']).default('text'))
      .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
      .addHelpText('after', probeHelp)
      .action(async (asked: string, options: ProbeCommandOptions) => {
        const { probe } = await import('./probe.ts');
        done(await probe(asked, options, io));
      });
    command
      .command('explain')
      .summary('say what a problem code means, or how a Service was judged')
      .description(
        'Says what a problem code means, why it matters and how to mend it; or, of the Services in a file, every step by which they were judged in the workspace of the current folder. Without an argument, lists all codes.',
      )
      .argument(
        '[CODE|FILE[:LINE]]',
        'a code as a report prints it, e.g. service-selects-nothing, or a place, e.g. service.yaml:10',
      )
      .option('--closed-world', 'everything that will run is in the workspace, as for check')
      .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
      .action(async (given: string | undefined, options: ExplainPlaceOptions) => {
        const { explain } = await import('./explain.ts');
        await explain(given, options, io);
      });
    command
      .command('lsp')
      .summary('speak the Language Server Protocol, for editors')
      .description('Speaks the Language Server Protocol with an editor that has started it.')
      .option('--stdio', 'on standard input and output (the default, and all there is)')
      .action(async () => {
        const { listen } = await import('../lsp/listen.ts');
        listen('standard streams');
      });
    return command;
  }
}

/** Formats that are known but not written yet are refused with another word than those that nobody has heard of. */
function format(value: string): string {
  if (['sarif', 'github', 'junit'].includes(value)) {
    throw new InvalidArgumentError('It is not there yet; text and json are.');
  }
  if (!['text', 'json'].includes(value)) {
    throw new InvalidArgumentError('Allowed choices are text, json.');
  }
  return value;
}

const endpointsHelp = `
The cluster is the one that kubectl would ask: KUBECONFIG or ~/.kube/config, or the service account inside a pod. A
pod is counted once, however many addresses and slices it is in, and is ready where it is ready for a port of the
Service.

Exit status: 0 when each Service with a selector has a ready endpoint, 1 when one has none, 2 when the cluster could
not be asked. With --watch it is that of the last state.

With --watch a table replaces the one before on a terminal, and as JSON each state is one line. While the server does
not answer the last state stays, marked as stale, and it goes on when the server is back.`;

const checkHelp = `
Files: *.yaml, *.yml, *.json and Kustomization of the folders; .gitignore files and the list "ignore" of podwire.yaml
decide what is left out. A file or folder named as PATH is read in any case.

Settings: podwire.yaml, found from PATH upwards to the root of the repository. Flags win over it.

Exit status: 0 when all is well, 1 when there are problems of the severity --fail-on or above it (a manifest that
does not parse counts as an error), 2 when something could not be run as asked for: wrong usage, a path or a settings
file that cannot be read, a cluster that does not answer, a file that could not be written.

--base REF compares with a commit, branch or tag of git, such as origin/main: what it had too is no reason to fail. A reference
that reached something there and reaches nothing now is a warning, whatever it says now. Nothing is fetched and no program that the
repository names is run; where the clone does not have what is needed, the exit status is 2.

--fix makes the preferred fix of each error and warning, one after the other, as long as it removes a problem and makes
no new one; of an information or a hint only those with a single right answer.`;

const probeHelp = `
What is asked: one TCP connection to each address, then one GET; redirects are followed at the same address and port
only. Nothing is written to the cluster. The files of the current folder, where that is a repository or holds
podwire.yaml, tell which pods are meant, else those of the folder of FILE.

Exit status: 0 when an address answered healthily (200 to 399), 1 when none did, 2 when nothing could be tried.`;
