import fastify from 'fastify';
import { reportStrain } from './report-strain.ts';

/** A Fastify without anything that answers /N with a constant of N bytes. */
const app = fastify();
const constants = new Map<string, string>();
app.get<{ Params: { bytes: string } }>('/:bytes', ({ params: { bytes } }, reply) => {
  const text = constants.get(bytes) ?? JSON.stringify('x'.repeat(Number(bytes) - 2));
  constants.set(bytes, text);
  return reply.type('application/json; charset=utf-8').send(text);
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
reportStrain({ url, token: '' }, () => app.close());
