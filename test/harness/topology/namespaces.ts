import { execFileSync, spawnSync } from 'node:child_process';

/** Network namespaces wired to each other as machines are. Nothing in them reaches the outside. */
export interface Topology extends Disposable {
  /** Names of namespaces, for `ip netns exec`. */
  readonly client: string;
  readonly node: string;
  readonly otherNode: string;
  readonly pod: string;
  readonly otherPod: string;
  /** Runs a program in a namespace and waits for its end. @throws With its output, if the status is not 0. */
  run(namespace: string, ...command: readonly string[]): string;
  /** Replaces the rules of the firewall in front of the node, e.g. `iifname "lan-n" tcp dport 30801 drop`. */
  firewall(...rules: readonly string[]): void;
  /**
   * Delays the packets that leave a device of a namespace, e.g. `mesh-n`, with netem. @returns how to end it, or why
   * netem is missing: the kernel needs CONFIG_NET_SCH_NETEM
   */
  delay(namespace: string, device: string, milliseconds: number): (() => void) | { readonly because: string };
}

/** Two networks lead from the client to the node, a third one to the other node. */
export const addresses = {
  client: { mesh: '100.86.122.109', lan: '192.168.8.10' },
  node: { mesh: '100.81.76.55', lan: '192.168.8.20', mesh6: 'fd7a:115c:a1e0::55' },
  otherNode: { lan: '192.168.9.30' },
  pod: '10.42.3.29',
  otherPod: '10.42.4.29',
} as const;

/** Why namespaces cannot be created here; undefined if they can. */
export function withoutTopology(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux';
  const absent = ['ip', 'nft', 'curl'].filter((program) => spawnSync(program, ['-V']).error !== undefined);
  if (absent.length > 0) return `not installed: ${absent.join(', ')} (packages iproute2, nftables, curl)`;
  const trial = `pw-${process.pid}-trial`;
  const { status, stderr } = spawnSync('ip', ['netns', 'add', trial], { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'del', trial]);
  return status === 0 ? undefined : `network namespaces are not allowed here: ${stderr.trim()}`;
}

/**
 * Makes the network of the example: a person on a mesh and in a LAN, a node on both, a second node, and a pod on each
 * node. The names of the namespaces hold the process id, so that several can be there at once.
 */
export function createTopology(): Topology {
  const [client, node, otherNode, pod, otherPod] = ['client', 'node', 'other', 'pod', 'pod2'].map(
    (name) => `pw-${process.pid}-${name}`,
  ) as [string, string, string, string, string];
  const all = [client, node, otherNode, pod, otherPod];
  const remove = () => {
    for (const namespace of all) spawnSync('ip', ['netns', 'del', namespace]);
  };
  process.once('exit', remove);
  const run = (namespace: string, ...command: readonly string[]) =>
    execute('ip', 'netns', 'exec', namespace, ...command);
  for (const namespace of all) {
    execute('ip', 'netns', 'add', namespace);
    execute('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  }
  wire([client, 'mesh-c', `${addresses.client.mesh}/10`], [node, 'mesh-n', `${addresses.node.mesh}/10`]);
  wire([client, 'lan-c', `${addresses.client.lan}/24`], [node, 'lan-n', `${addresses.node.lan}/24`]);
  wire([client, 'lan2-c', '192.168.9.10/24'], [otherNode, 'lan2-o', `${addresses.otherNode.lan}/24`]);
  wire([node, 'nodes-n', '192.168.10.20/24'], [otherNode, 'nodes-o', '192.168.10.30/24']);
  wire([pod, 'eth0', `${addresses.pod}/24`], [node, 'cni-n', '10.42.3.1/24']);
  wire([otherPod, 'eth0', `${addresses.otherPod}/24`], [otherNode, 'cni-o', '10.42.4.1/24']);
  for (const [namespace, address, device] of [
    [client, 'fd7a:115c:a1e0::9/64', 'mesh-c'],
    [node, `${addresses.node.mesh6}/64`, 'mesh-n'],
  ] as const) {
    // Without duplicate detection an address is usable at once.
    execute('ip', '-n', namespace, 'addr', 'add', address, 'dev', device, 'nodad');
  }
  execute('ip', '-n', pod, 'route', 'add', 'default', 'via', '10.42.3.1');
  execute('ip', '-n', otherPod, 'route', 'add', 'default', 'via', '10.42.4.1');
  execute('ip', '-n', node, 'route', 'add', '10.42.4.0/24', 'via', '192.168.10.30');
  execute('ip', '-n', otherNode, 'route', 'add', '10.42.3.0/24', 'via', '192.168.10.20');
  // The API server has the node's mesh address.
  execute('ip', '-n', otherNode, 'route', 'add', '100.64.0.0/10', 'via', '192.168.10.20');
  for (const namespace of [node, otherNode]) run(namespace, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
  return {
    client,
    node,
    otherNode,
    pod,
    otherPod,
    run,
    firewall(...rules) {
      // A table can be deleted only if it exists, and adding an existing table is allowed.
      const table = `add table inet firewall
delete table inet firewall
table inet firewall {
  chain arriving {
    type filter hook prerouting priority -300; policy accept;
    ${rules.filter((rule) => !/reject/.test(rule)).join('\n    ')}
  }
  chain rejecting {
    type filter hook prerouting priority -150; policy accept;
    ${rules.filter((rule) => /reject/.test(rule)).join('\n    ')}
  }
}
`;
      execFileSync('ip', ['netns', 'exec', node, 'nft', '-f', '-'], { input: table, stdio: ['pipe', 'pipe', 'pipe'] });
    },
    delay(namespace, device, milliseconds) {
      const change = (action: string, ...discipline: readonly string[]) =>
        spawnSync('tc', ['-n', namespace, 'qdisc', action, 'dev', device, 'root', ...discipline], { encoding: 'utf8' });
      const { status, stderr, error } = change('add', 'netem', 'delay', `${milliseconds}ms`);
      return status === 0 ? () => void change('del') : { because: (error?.message ?? stderr).trim() };
    },
    [Symbol.dispose]() {
      process.off('exit', remove);
      remove();
    },
  };
}

type End = readonly [namespace: string, device: string, address: string];

function wire(a: End, b: End): void {
  execute('ip', 'link', 'add', a[1], 'netns', a[0], 'type', 'veth', 'peer', 'name', b[1], 'netns', b[0]);
  for (const [namespace, device, address] of [a, b]) {
    execute('ip', '-n', namespace, 'addr', 'add', address, 'dev', device);
    execute('ip', '-n', namespace, 'link', 'set', device, 'up');
  }
}

function execute(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `status ${status}`}\n${stdout}${stderr}`);
  return stdout;
}
