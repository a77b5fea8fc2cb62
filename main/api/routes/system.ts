import { z } from 'zod';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { call, streamCall, type Call } from '../call.ts';
import { DOCS_POLICY } from '../docs-page.ts';

/** What these calls need of the server that they are part of. */
export interface SystemParts {
  readonly version: string;
  readonly state: () => string;
  readonly metrics: () => string;
  readonly openApi: () => unknown;
  readonly docsPage: () => string;
}

/** The server about itself. */
export function systemCalls(parts: SystemParts): Call[] {
  const tag = 'System';
  const { version } = parts;
  return [
    call({
      method: 'GET',
      path: '/healthz',
      tag,
      summary: 'Whether the control plane is ready',
      access: 'none',
      data: z.object({ state: z.string(), version: z.string() }),
      example: { data: { state: 'ready', version: '0.1.0' } },
      handle() {
        const state = parts.state();
        if (state !== 'ready') {
          throw new ControlPlaneError('E12008', `The control plane is ${state}.`);
        }
        return { state, version };
      },
    }),
    streamCall({
      method: 'GET',
      path: '/metrics',
      tag,
      summary: 'Figures as Prometheus text',
      access: 'read',
      produces: 'text/plain',
      handle: ({ reply }) =>
        reply.type('text/plain; version=0.0.4; charset=utf-8').send(parts.metrics()),
    }),
    streamCall({
      method: 'GET',
      path: '/v1/openapi.json',
      tag,
      summary: 'This interface as an OpenAPI 3.1 document',
      access: 'read',
      produces: 'application/json',
      handle: ({ reply }) => reply.type('application/json').send(JSON.stringify(parts.openApi())),
    }),
    streamCall({
      method: 'GET',
      path: '/v1/docs',
      tag,
      summary: 'This interface as a page to read',
      access: 'none',
      produces: 'text/html',
      handle: ({ reply }) =>
        reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', DOCS_POLICY)
          .send(parts.docsPage()),
    }),
  ];
}
