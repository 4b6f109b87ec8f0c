/**
 * Machines of their own for processes, as far as the network goes (Linux, root): each in a network namespace, behind a link of 10 Mbit/s
 * and a proxy that holds up what passes and cuts connections at seeded moments.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import type { Random } from '../src/random/index.js';

/** Milliseconds that the proxy adds in each direction. */
const delay = 25;
const rate = '10mbit';

export interface FarMachine {
  /** Where the server is to be reached from there. */
  readonly host: string;
  readonly port: number;
  /** What a command is started by, there. */
  readonly prefix: readonly string[];
}

export interface SlowNetwork {
  readonly machines: readonly FarMachine[];
  /** How many times the connections of a machine were cut. */
  readonly cuts: () => number;
  close(): Promise<void>;
}

/** Why there can be none here; nothing where there can. */
export function missingNetwork(): string | undefined {
  const tools = ['/usr/sbin/ip', '/usr/sbin/tc'];
  const absent = tools.find((path) => !existsSync(path));
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces want Linux and root';
  return absent && `${absent} is not installed`;
}

const run = (command: string) => execFileSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'pipe'] });

/**
 * @param server the port of it on this machine
 * @param between seconds between two cuts of a machine's connections, at most
 */
export async function openSlowNetwork(
  count: number,
  { server, between, random }: { readonly server: number; readonly between: number; readonly random: Random },
): Promise<SlowNetwork> {
  const machines: FarMachine[] = [];
  const proxies: Proxy[] = [];
  for (let n = 0; n < count; n++) {
    const [name, here, there, net] = [`ductus${n}`, `duct${n}h`, `duct${n}t`, `10.77.${n}`];
    const shape = (device: string) => `tc qdisc add dev ${device} root tbf rate ${rate} burst 32kbit latency 400ms`;
    // A run that was killed may have left them.
    run(`ip netns del ${name} 2> /dev/null; ip link del ${here} 2> /dev/null; ip netns add ${name}`);
    run(`ip link add ${here} type veth peer name ${there} netns ${name}`);
    run(`ip addr add ${net}.1/24 dev ${here} && ip link set ${here} up && ${shape(here)}`);
    const inside = `ip -n ${name}`;
    run(`${inside} addr add ${net}.2/24 dev ${there} && ${inside} link set ${there} up && ${inside} link set lo up`);
    run(`ip netns exec ${name} ${shape(there)}`);
    const proxy = await openProxy(`${net}.1`, server);
    proxies.push(proxy);
    machines.push({ host: `${net}.1`, port: proxy.port, prefix: ['ip', 'netns', 'exec', name] });
  }
  let isClosed = false;
  let cuts = 0;
  const cutting = async (proxy: Proxy) => {
    for (;;) {
      await passed(1000 * between * (0.2 + 0.8 * random.uniform()), undefined, { ref: false });
      if (isClosed) return;
      proxy.cut();
      cuts++;
    }
  };
  for (const proxy of proxies) void cutting(proxy);
  return {
    machines,
    cuts: () => cuts,
    async close() {
      isClosed = true;
      await Promise.all(proxies.map((proxy) => proxy.close()));
      for (let n = 0; n < count; n++) run(`ip link del duct${n}h; ip netns del ductus${n}`);
    },
  };
}

interface Proxy {
  readonly port: number;
  /** Ends all connections there are. */
  cut(): void;
  close(): Promise<void>;
}

async function openProxy(host: string, server: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const end = (pair: readonly Socket[]) => {
    for (const socket of pair) {
      socket.destroy();
      sockets.delete(socket);
    }
  };
  const proxy: Server = createServer((near) => {
    const far = connect(server, '127.0.0.1');
    const pair = [near, far];
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => setTimeout(() => to.destroyed || to.write(bytes), delay));
      from.on('error', () => end(pair));
      from.on('close', () => setTimeout(() => end(pair), delay));
    }
  });
  await new Promise<void>((listening) => proxy.listen(0, host, listening));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('a port must be a number');
  return {
    port: address.port,
    cut: () => end([...sockets]),
    close() {
      end([...sockets]);
      return new Promise((closed) => proxy.close(() => closed()));
    },
  };
}
