import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pubkey } from '../../../shared/contract/pubkey.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import type { Api } from '../../integration/support/api.ts';
import { Station } from '../../integration/support/control-plane.ts';
import type { LabHost } from '../../lab/index.ts';
import type { Task } from './task.ts';

const SAMPLE_MS = 50;

export interface Responsiveness {
  /** longest delay of the event loop while the operation ran, in ms */
  readonly loopMax: number;
  readonly loopP99: number;
  /** longest time of GET /healthz in that time, in ms */
  readonly healthMax: number;
}

/** Asks for /healthz until told to stop. @returns the longest answer, in ms */
async function watchHealth(url: string, signal: AbortSignal): Promise<number> {
  let longest = 0;
  while (!signal.aborted) {
    const began = performance.now();
    await (await fetch(`${url}/healthz`)).text();
    longest = Math.max(longest, performance.now() - began);
    await delay(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
  return longest;
}

/** The gauges of /metrics, in ms; reading them starts them anew. */
async function readLoop(api: Api): Promise<{ loopMax: number; loopP99: number }> {
  const headers = { 'x-auth-token': api.token };
  const text = await (await fetch(`${api.url}/metrics`, { headers })).text();
  const gauge = (name: string) =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)?.[1]) * 1000;
  return { loopMax: gauge('max'), loopP99: gauge('p99') };
}

/** The control plane, driven by its API like by any script. */
export class Clusterdesk {
  private readonly station = new Station();
  private readonly command: readonly string[] | undefined;
  private started: Promise<Api> | undefined;
  private clusterId = '';
  responsiveness: Responsiveness | undefined;
  /** the last operation that created a cluster */
  operation: Operation | undefined;

  /** @param folder a tree of another version, set up as its own commands do; absent: this one */
  constructor(folder?: string) {
    if (folder) this.command = [process.execPath, path.resolve(folder, 'main/headless/index.ts')];
  }

  private get api(): Promise<Api> {
    this.started ??= this.station.start(this.command ? { command: this.command } : {});
    return this.started;
  }

  /** @returns what creates the cluster and waits until it runs */
  async prepare({ lab, hosts, registry, publicKey }: Task): Promise<() => Promise<void>> {
    const api = await this.api;
    const name = `bench${Date.now()}`;
    const key = await api.must<Pubkey>('POST', '/v1/pubkey', { name, pubkeyValue: publicKey });
    const node = ({ address: ip }: LabHost) => ({
      ip,
      sshUser: 'root',
      privateKey: lab.privateKey,
    });
    const [master, shared, ...pure] = hosts.map(node);
    return async () => {
      await readLoop(api);
      const end = new AbortController();
      const health = watchHealth(api.url, end.signal);
      const { id, operationId } = await api.create({
        name,
        stack: 'swarm',
        masterNodes: master ? [master] : [],
        sharedNodes: shared ? [shared] : [],
        pureslaveNodes: pure,
        pubkeyId: [key.data._id],
        dockerRegistries: [{ name: 'bench', registry }],
      });
      this.operation = await api.ended(operationId);
      end.abort();
      this.responsiveness = { ...(await readLoop(api)), healthMax: await health };
      this.clusterId = id;
      if (this.operation.state !== 'succeeded') throw new Error(JSON.stringify(this.operation));
    };
  }

  /** Deletes the cluster that was created. */
  async remove(): Promise<void> {
    const api = await this.api;
    const operation = await api.ended(await api.remove(this.clusterId));
    if (operation.state !== 'succeeded') throw new Error(JSON.stringify(operation));
  }

  stop(): Promise<void> {
    return this.station.remove();
  }
}
