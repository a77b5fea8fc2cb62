import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import type { Statistics } from '../services/statistics.ts';

/** Upper bounds of the request durations' buckets, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const LOOP_RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;

interface Series {
  count: number;
  sum: number;
  readonly buckets: number[];
}

export interface RequestMetrics {
  /** Prometheus text (exposition format 0.0.4) of requests, records and the process. */
  text(statistics: Statistics, version: string): string;
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function labels(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

type Sample = readonly [suffix: string, values: Record<string, string>, value: number];

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(
    ([suffix, values, value]) => `${name}${suffix}${labels(values)} ${value}`,
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function states(name: string, help: string, label: string, counts: Record<string, number>): string {
  const samples = Object.entries(counts).map(([state, n]): Sample => ['', { [label]: state }, n]);
  return family(name, 'gauge', help, samples);
}

function requestSamples(series: ReadonlyMap<string, Series>): Sample[] {
  return [...series].flatMap(([key, { count, sum, buckets }]) => {
    const [method = '', route = '', status = ''] = key.split(' ');
    const values = { method, route, status };
    const bounds = BUCKETS.map((bound, index): Sample => [
      '_bucket',
      { ...values, le: String(bound) },
      buckets[index] ?? 0,
    ]);
    return [
      ...bounds,
      ['_bucket', { ...values, le: '+Inf' }, count],
      ['_sum', values, sum],
      ['_count', values, count],
    ] as Sample[];
  });
}

/** How late the event loop was since the last reading, in seconds. */
function measureLoop(app: FastifyInstance): () => string {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  app.addHook('onClose', () => void delay.disable());
  return () => {
    // its timer's own period is part of what it measures
    const late = (nanoseconds: number) =>
      Math.max(0, nanoseconds / NANOSECONDS - LOOP_RESOLUTION_MS / 1000);
    const [max, p99] = [delay.max, delay.percentile(99)].map(late);
    delay.reset();
    const gauge = (name: string, what: string, value = 0) =>
      family(name, 'gauge', `${what} since the last reading.`, [['', {}, value]]);
    return (
      gauge('nodejs_eventloop_lag_max_seconds', 'Longest delay of the event loop', max) +
      gauge('nodejs_eventloop_lag_p99_seconds', 'Delay of 99 in 100 turns of the event loop', p99)
    );
  };
}

/** Counts the requests of an app by method, route and status; routes are patterns, not paths. */
export function measureRequests(app: FastifyInstance): RequestMetrics {
  const series = new Map<string, Series>();
  const loop = measureLoop(app);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.config.call?.path ?? request.routeOptions.url ?? 'unknown';
    const key = `${request.method} ${route} ${reply.statusCode}`;
    const one = series.get(key) ?? { count: 0, sum: 0, buckets: BUCKETS.map(() => 0) };
    const seconds = reply.elapsedTime / 1000;
    one.count += 1;
    one.sum += seconds;
    for (const [index, bound] of BUCKETS.entries()) {
      if (seconds <= bound) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
    }
    series.set(key, one);
  });

  return {
    text(statistics, version) {
      const prefix = 'clusterdesk';
      return [
        family(`${prefix}_info`, 'gauge', 'The running version.', [['', { version }, 1]]),
        states(`${prefix}_clusters`, 'Clusters by status.', 'status', statistics.clusters),
        states(`${prefix}_hosts`, 'Hosts by status.', 'status', statistics.hosts),
        states(`${prefix}_operations`, 'Operations by state.', 'state', statistics.operations),
        family(
          `${prefix}_http_request_duration_seconds`,
          'histogram',
          'How long requests took.',
          requestSamples(series),
        ),
        family('process_resident_memory_bytes', 'gauge', 'Memory in use.', [
          ['', {}, process.memoryUsage.rss()],
        ]),
        family('process_start_time_seconds', 'gauge', 'When the process began.', [
          ['', {}, Math.round(Date.now() / 1000 - process.uptime())],
        ]),
        loop(),
      ].join('');
    },
  };
}
