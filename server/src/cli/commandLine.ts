import { Command, CommanderError, Option } from 'commander';
import { checkFormats, diffFormats } from '../formats/names.ts';
import type { CheckOptions } from './check.ts';
import type { DiffOptions } from './diff.ts';
import type { EndpointsOptions } from './endpoints.ts';
import type { ExplainPlaceOptions } from './explainPlace.ts';
import type { GraphOptions } from './graph.ts';
import { colorModes, type Io, UsageError } from './io.ts';
import type { KnownOptions } from './known.ts';
import type { McpOptions } from './mcp.ts';
import type { ProbeCommandOptions } from './probe.ts';
import type { RenderOptions } from './render.ts';
import { versionOf } from './version.ts';

/** The exit status of a command that could not run as requested. */
const failed = 2;

/**
 * Runs `podwire` with its arguments and resolves to the exit status. Each command loads what it needs, so
 * `--help` and `--version` load nothing.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const program = programOf((result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed the error or the requested help.
      return error.exitCode === 0 ? 0 : failed;
    }
    if (error instanceof UsageError) {
      await io.complain(`podwire: ${error.message}`);
      return failed;
    }
    // An error of Podwire itself. Node.js would exit with status 1, which means that problems were found.
    await io.complain(`podwire: internal error: ${error instanceof Error ? error.stack : error}`);
    return failed;
  }

  function programOf(done: (status: number) => void): Command {
    const [first = ''] = args;
    // Defining all commands takes as long as a tenth of a check of a few files.
    const isNeeded = (name: string) => first === name || !commandNames.includes(first);
    const command = new Command('podwire')
      .description(
        'Checks whether the Services of Kubernetes manifests reach their pods, and what else will not work in a cluster.',
      )
      .version(`podwire ${versionOf()}`, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .showHelpAfterError('(see podwire --help, or podwire COMMAND --help)')
      // Commander ends its texts with a line break, and `complain` adds one.
      .configureOutput({
        writeOut: (text) => void io.print(text),
        writeErr: (text) => void io.complain(text.replace(/\n$/, '')),
      })
      .exitOverride();
    if (isNeeded('check')) {
      command
        .command('check')
        .summary('report references between manifests that reach nothing')
        .description(
          'Reads the manifests of all PATHs as one workspace, and reports what will not work in a cluster. Without a PATH, reads the current folder.',
        )
        .argument('[PATH...]', 'folders, files, or - for standard input')
        .addOption(new Option('--format <format>', 'the output format').choices(checkFormats).default('text'))
        .option('--output <file>', 'write the format to a file, and the text to the terminal')
        .option('--link-base <url>', 'with --format markdown: the address of the current folder, for links to lines')
        .addOption(
          new Option('--fail-on <severity>', 'the lowest severity that makes the exit status 1')
            .choices(['error', 'warning', 'information', 'never'])
            .default('warning'),
        )
        .option(
          '--closed-world',
          'PATH contains everything that will run: a reference that matches nothing there is an error',
        )
        .option('--live', 'also use what runs in the cluster that kubectl would use; only reads')
        .option('--context <name>', 'with --live: a context of the kubeconfig; by default the current one')
        .option('--exclude <glob>', 'do not read these files; repeatable', collect)
        .option(
          '--include <glob>',
          'report only problems in these files; all files are still read, because references lead to them; repeatable',
          collect,
        )
        .option('--no-ignore', 'also read what .gitignore files and the setting ignore leave out')
        .option('--stdin-path <file>', 'read standard input as the content of this file, and report only its problems')
        .option('--known <file>', 'leave out the known problems of this file, which podwire known writes')
        .option('--base <ref>', 'report only what is new since a commit of git')
        .option('--all', 'with --base: also problems that the commit had')
        .option('--fix', 'apply the preferred fix of each problem to the files, then report the remaining problems')
        .option('--dry-run', 'with --fix: print the changes as a patch and write nothing')
        .option('--watch', 'check again after every change of a file, until interrupted')
        .option('--stats', 'say on standard error how many files and objects there are, and how long each stage took')
        .option('--no-cache', 'judge again even if nothing changed since the last check, and keep no report')
        .option('--verbose', 'also list hints, and what is unknown and why')
        .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
        .addHelpText('after', checkHelp)
        .action(async (paths: string[], options: CheckOptions) => {
          const { check } = await import('./check.ts');
          done(await check(paths, options, io));
        });
    }
    if (isNeeded('diff')) {
      command
        .command('diff')
        .summary('show what a change does to the wiring')
        .description(
          'Compares the manifests of all PATHs with a commit of git, and lists the references that lost, gained or changed their targets. Without a PATH, reads the current folder.',
        )
        .argument('<REF>', 'a commit, branch or tag, e.g. HEAD or origin/main')
        .argument('[PATH...]', 'folders or files')
        .addOption(new Option('--format <format>', 'the output format').choices(diffFormats).default('text'))
        .option('--output <file>', 'write the format to a file, and the text to the terminal')
        .option('--link-base <url>', 'with --format markdown: the address of the current folder, for links to lines')
        .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
        .addHelpText('after', diffHelp)
        .action(async (ref: string, paths: string[], options: DiffOptions) => {
          const { diff } = await import('./diff.ts');
          done(await diff(ref, paths, options, io));
        });
    }
    if (isNeeded('endpoints')) {
      command
        .command('endpoints')
        .summary('count the ready endpoints of the Services of a cluster')
        .description(
          'Counts the endpoints of each Service in the cluster, and says why a Service has no ready endpoint. It only reads.',
        )
        .option('-n, --namespace <namespace>', 'the namespace; by default that of the context')
        .option('-A, --all-namespaces', 'all namespaces')
        .option('--context <name>', 'a context of the kubeconfig; by default the current one')
        .option('-w, --watch', 'print them again after every change, until interrupted')
        .addOption(new Option('--format <format>', 'the output format').choices(['text', 'json']).default('text'))
        .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
        .addHelpText('after', endpointsHelp)
        .action(async (options: EndpointsOptions) => {
          const { endpoints } = await import('./endpoints.ts');
          done(await endpoints(options, io));
        });
    }
    if (isNeeded('probe')) {
      command
        .command('probe')
        .summary('try the node port of a Service, and explain the result')
        .description(
          'Tries the node port of a Service at every address of the nodes, or at the addresses that you name. Asks the cluster what is behind it, and says whether traffic arrives, and if not, why.',
        )
        .argument('<FILE|SERVICE>', 'a manifest with the Service, or the name of the Service')
        .option(
          '-n, --namespace <namespace>',
          'the namespace of the Service; by default that of the file or of the context',
        )
        .option('--port <port>', 'name, number or node port; by default the first port with a node port')
        .option(
          '--address <address...>',
          'IP addresses or names of nodes, instead of those that the cluster and podwire.yaml know',
        )
        .option('--all', 'try all addresses, even if there are more than 12')
        .option('--path <path>', 'the path to request; by default that of the readiness or liveness probe, else /')
        .option('--timeout <seconds>', 'the limit for one address', '5')
        .option('--context <context>', 'a context of the kubeconfig; by default the current one')
        .option('--no-cluster', 'do not ask the cluster')
        .addOption(
          new Option('--format <format>', 'the output format').choices(['text', 'json', 'markdown']).default('text'),
        )
        .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
        .addHelpText('after', probeHelp)
        .action(async (asked: string, options: ProbeCommandOptions) => {
          const { probe } = await import('./probe.ts');
          done(await probe(asked, options, io));
        });
    }
    if (isNeeded('graph')) {
      command
        .command('graph')
        .summary('draw which Services and workloads traffic reaches')
        .description(
          'Draws the wiring of the manifests of all PATHs: routes, Services and workloads, with the ports between them, and what is broken or unknown. Without a PATH, reads the current folder.',
        )
        .argument('[PATH...]', 'folders, files, or - for standard input')
        .addOption(
          new Option('--format <format>', 'the output format').choices(['mermaid', 'dot', 'json']).default('mermaid'),
        )
        .option('-n, --namespace <namespace>', 'only this namespace, and what its objects reach and are reached by')
        .option('--bundle <directory>', 'only what the kustomization in this directory deploys')
        .option('--only-broken', 'only what is broken, and what leads there')
        .addHelpText('after', graphHelp)
        .action(async (paths: string[], options: GraphOptions) => {
          const { graph } = await import('./graph.ts');
          done(await graph(paths, options, io));
        });
    }
    if (isNeeded('render')) {
      command
        .command('render')
        .summary('print what a kustomization or a chart deploys')
        .description(
          'Prints the manifests that a kustomization or a Helm chart deploys, as kustomize build or helm template would. Runs and fetches nothing: what is not rendered for that reason is named, and the exit status is then 1.',
        )
        .argument('[PATH]', 'a folder with a kustomization or a chart; by default the current folder', '.')
        .option(
          '-f, --values <file>',
          "a file with values for a chart; it wins over the chart's own, and over earlier files",
          (file: string, before: readonly string[]) => [...before, file],
          [],
        )
        .option('--name <name>', 'the name of the release of a chart', 'release-name')
        .option('-n, --namespace <namespace>', 'the namespace of the release of a chart', 'default')
        .action(async (asked: string, options: RenderOptions) => {
          const { render } = await import('./render.ts');
          done(await render(asked, options, io));
        });
    }
    if (isNeeded('explain')) {
      command
        .command('explain')
        .summary('explain a problem code, or how a Service was judged')
        .description(
          'Explains what a problem code means, why it matters and how to fix the problem. For a file, prints each step by which its Services were judged in the workspace of the current folder. Without an argument, lists all codes.',
        )
        .argument(
          '[CODE|FILE[:LINE]]',
          'a code of a report, e.g. service-selects-nothing, or a place, e.g. service.yaml:10',
        )
        .option('--closed-world', 'the workspace contains everything that will run, as in check')
        .addOption(new Option('--color <when>', 'colors in the text').choices(colorModes).default('auto'))
        .action(async (given: string | undefined, options: ExplainPlaceOptions) => {
          const { explain } = await import('./explain.ts');
          await explain(given, options, io);
        });
    }
    if (isNeeded('known')) {
      command
        .command('known')
        .summary('write down the present problems, so that podwire check --known leaves them out')
        .description(
          'Writes the problems of all PATHs into a file of known problems, or updates the file: new problems are added, problems that are gone are removed, and the reason of each entry is kept. Without a PATH, reads the current folder.',
        )
        .argument('[PATH...]', 'folders or files')
        .option('--file <file>', 'the file of known problems', knownFileName)
        .option('--exclude <glob>', 'do not read these files; repeatable', collect)
        .option('--include <glob>', 'only problems in these files; repeatable', collect)
        .option('--no-ignore', 'also read what .gitignore files and the setting ignore leave out')
        .option('--closed-world', 'as in check')
        .addHelpText('after', knownHelp)
        .action(async (paths: string[], options: KnownOptions) => {
          const { known } = await import('./known.ts');
          done(await known(paths, options, io));
        });
    }
    if (isNeeded('init')) {
      command
        .command('init')
        .summary('write a podwire.yaml with every setting as a comment')
        .description(
          'Writes podwire.yaml with every setting and its default as a comment. A file that exists is not changed; the exit status is then 2.',
        )
        .argument('[FOLDER]', 'the folder for the file; by default the current folder', '.')
        .action(async (folder: string) => {
          const { init } = await import('./init.ts');
          done(await init(folder, io));
        });
    }
    if (isNeeded('mcp')) {
      command
        .command('mcp')
        .summary('speak the Model Context Protocol, for coding agents')
        .description(
          'Answers check, explain, wiring, diff and fix over the Model Context Protocol, on standard input and output.',
        )
        .argument(
          '[ROOT...]',
          'the folders that may be read; by default those that the client names, or else the current folder',
        )
        .option(
          '--write',
          'allow the tool fix to write files, in calls with apply: true; without it nothing is written',
        )
        .option('--timeout <seconds>', 'the limit for one call', '60')
        .action(async (folders: string[], options: McpOptions) => {
          const { mcp } = await import('./mcp.ts').catch((error: NodeJS.ErrnoException) => {
            // The package of the extension for VS Code leaves this part out.
            throw error.code === 'ERR_MODULE_NOT_FOUND'
              ? new UsageError('this installation has no podwire mcp: use the npm package.')
              : error;
          });
          done(await mcp(folders, options, io));
        });
    }
    if (isNeeded('lsp')) {
      command
        .command('lsp')
        .summary('speak the Language Server Protocol, for editors')
        .description('Speaks the Language Server Protocol with the editor that starts it.')
        .option('--stdio', 'on standard input and output (the default and only transport)')
        .action(async () => {
          const { listen } = await import('../lsp/listen.ts');
          listen('standard streams');
        });
    }
    return command;
  }
}

const commandNames = [
  'check',
  'diff',
  'endpoints',
  'probe',
  'graph',
  'render',
  'explain',
  'known',
  'init',
  'mcp',
  'lsp',
];

/** The file of known problems if the user states no other. */
const knownFileName = 'podwire-known.yaml';

/** For an option that may be given several times. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

const knownHelp = `
Commit the file, and check with: podwire check --known ${knownFileName}. A problem stays known when its lines move,
when its message changes, and when its file is renamed or moves with its name. It is new in another bundle. Write into an entry as
"reason" why it is left for later. A reference that is lost since --base is reported even if it is known. Run the command
with the same PATHs as podwire check.

Exit status: 0 if the file is current, 2 if something could not be read or written.`;

const endpointsHelp = `
The cluster is the one that kubectl would use: KUBECONFIG or ~/.kube/config, or the service account inside a pod. A
pod is counted once, however many addresses and slices it has, and is ready if it is ready for a port of the Service.

Exit status: 0 if each Service with a selector has a ready endpoint, 1 if one has none, 2 if the cluster could not be
read. With --watch it is that of the last state.

With --watch each table replaces the previous one on a terminal, and in JSON each state is one line. If the server does
not answer, the last state stays and is marked as stale, until the server is back.`;

const checkHelp = `
Files: *.yaml, *.yml, *.json and Kustomization of the folders; .gitignore files and the list "ignore" of podwire.yaml
decide what is left out. A file or folder that is named as PATH is always read.

Settings: podwire.yaml, found from PATH upwards to the root of the repository. Flags override it.

Exit status: 0 if there is no problem, 1 if there is a problem of the severity --fail-on or higher (a manifest that
does not parse counts as an error), 2 if the command could not do what was asked: wrong usage, a path or a settings
file that cannot be read, a cluster that does not answer, a file that could not be written.

--base REF compares with a commit, branch or tag of git, such as origin/main: problems that it has too do not make the check
fail. A reference that reached something there and reaches nothing now is a warning, whatever its new value is. Nothing is
fetched, and no program that the repository names is run. If the clone lacks what is needed, the exit status is 2.

--format: json is described in schemas/; sarif (2.1.0), gitlab (code quality), junit and checkstyle are for other tools;
github prints workflow commands, at most as many as GitHub shows; compact is one line for each problem; markdown is a
table. Except in json, hints need --verbose. Paths are relative to the current folder, in github and sarif to
GITHUB_WORKSPACE if that is set, and in gitlab to CI_PROJECT_DIR.

--fix applies the preferred fix of each error and warning, one after the other, as long as it removes a problem and causes
no new one. Of an information or a hint it applies only a fix without an alternative. With --dry-run it prints a unified diff
instead, for git apply or patch -p1, and the exit status is that of the files as they are.

Globs are relative to the current folder: * and ? match within a name, ** any number of folders, {a,b} alternatives. A glob
without a slash matches at any depth, a glob that matches a folder matches everything in it, and ! takes files out again.

--watch follows the folders that were read, and waits until files stop changing and git has finished, so that a branch switch
gives one report. On a terminal each report replaces the last one. The exit status is that of the last report.

Colors: --color, else FORCE_COLOR, else NO_COLOR, else whether the output is a terminal. Codes are links to the pages of the rules
on terminals that have links; FORCE_HYPERLINK=0 and FORCE_HYPERLINK=1 decide otherwise.`;

const diffHelp = `
lost      the reference reaches nothing now, and reached something in REF
unknown   as lost, but a part that is not read may have the target
moved     the reference reaches other targets, or its object or port has another name
gained    the reference reaches something now, and reached nothing in REF or did not exist
removed   the reference no longer exists, or its object does not

A change that several kustomizations show is listed once, with their names. The files and settings are the same as those
of podwire check, and the cluster is not asked. Nothing is fetched, and no program that the repository names is run. The
format of json is in schemas/diff.schema.json.

Exit status: 0 if nothing is lost, 1 if a reference lost its last target, 2 if the command could not do what was asked:
wrong usage, no git, no such commit, a clone without its files, a path or a settings file that cannot be read.`;

const graphHelp = `
The files and settings are the same as those of podwire check. In a Markdown file, put the output of mermaid between
\`\`\`mermaid and \`\`\`. Mermaid refuses more than 500 edges, so use the options to draw a part of a large workspace. For a
picture: podwire graph --format dot | dot -Tsvg > wiring.svg. The format of json is in schemas/graph.schema.json.

Exit status: 0 if the graph was written, also if something in it is broken; 2 if the command could not do what was asked:
wrong usage, a path or a settings file that cannot be read. The exit status of podwire check says whether something is broken.`;

const probeHelp = `
The probe opens one TCP connection to each address and sends one GET. It follows redirects only at the same address and
port. It writes nothing to the cluster. To find the pods, it reads the files of the current folder if that is a
repository or contains podwire.yaml, else those of the folder of FILE.

Exit status: 0 if an address gave a healthy answer (200 to 399) and the Service has endpoints, 1 if not, 2 if nothing
could be tried.`;
