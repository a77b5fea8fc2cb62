import type { FastifyInstance } from 'fastify';
import prometheus from 'prom-client';
import type { StatisticsService } from '../services/statistics.ts';

/** Upper bounds of the request durations' buckets, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  /** Counts the requests of an app by method, route and status; routes are patterns, not paths. */
  measure(app: FastifyInstance): void;
  /** Prometheus text (exposition format 0.0.4) of requests, records and the process. */
  text(): Promise<string>;
}

/** @param version the running one */
export function createMetrics(statistics: StatisticsService, version: string): Metrics {
  const registers = [new prometheus.Registry()];
  const [register] = registers as [prometheus.Registry];
  prometheus.collectDefaultMetrics({ register });

  new prometheus.Gauge({
    name: 'clusterdesk_info',
    help: 'The running version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);

  const records = (name: 'clusters' | 'hosts' | 'operations', label: 'status' | 'state') =>
    new prometheus.Gauge({
      name: `clusterdesk_${name}`,
      help: `${name.charAt(0).toUpperCase()}${name.slice(1)} by ${label}.`,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [state, n] of Object.entries(statistics.read()[name])) {
          this.set({ [label]: state }, n);
        }
      },
    });
  records('clusters', 'status');
  records('hosts', 'status');
  records('operations', 'state');

  const durations = new prometheus.Histogram({
    name: 'clusterdesk_http_request_duration_seconds',
    help: 'How long requests took.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });

  return {
    measure(app) {
      app.addHook('onResponse', async (request, reply) => {
        const { config, url = 'unknown' } = request.routeOptions;
        const route = config.call?.path ?? url;
        const labels = { method: request.method, route, status: reply.statusCode };
        durations.observe(labels, reply.elapsedTime / 1000);
      });
    },
    // prom-client writes a figure that nobody has measured yet as Nan; the format says NaN
    text: async () => (await register.metrics()).replaceAll(/ Nan$/gm, ' NaN'),
  };
}
