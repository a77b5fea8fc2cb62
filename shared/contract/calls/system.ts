import { z } from 'zod';
import { dataCall, fileCall, listCall, streamCall } from '../call.ts';
import { changeEvent, changeQuery } from '../changes.ts';
import { objectId } from '../common.ts';
import { stack } from '../components.ts';
import { logEntry, logListQuery } from '../log.ts';
import { settings, settingsInput } from '../settings.ts';
import { exampleLogEntry, exampleStacks } from './examples.ts';

const tag = 'System';
const text = z.object({ text: z.string() });

export const shells = ['desktop', 'browser', 'http'] as const;

/** What was done by whom, and the control plane about itself. */
export const systemCalls = {
  'logs.list': listCall({
    method: 'GET',
    path: '/v1/logs',
    tag: 'Logs',
    summary: 'List what was done by whom',
    description: 'Long operations have one entry, which goes from start to success or fail.',
    access: 'read',
    query: logListQuery,
    item: logEntry,
    example: { data: [exampleLogEntry] },
  }),
  'stacks.list': dataCall({
    method: 'GET',
    path: '/v1/stacks',
    tag: 'Clusters',
    summary: 'The stacks that a cluster can have',
    access: 'read',
    data: z.array(stack),
    example: { data: exampleStacks },
  }),
  'settings.get': dataCall({
    method: 'GET',
    path: '/v1/settings',
    tag: 'Settings',
    summary: 'The settings',
    access: 'read',
    data: settings,
    example: { data: { legacySecretEcho: 'off' } },
  }),
  'settings.update': dataCall({
    method: 'PUT',
    path: '/v1/settings',
    tag: 'Settings',
    summary: 'Change settings',
    description:
      'legacySecretEcho (off): answers show set secrets in the encoding of the 2017 system, ' +
      'which anybody can decode. Only for scripts that read them back.',
    access: 'admin',
    body: settingsInput,
    data: settings,
    example: { body: { legacySecretEcho: 'on' }, data: { legacySecretEcho: 'on' } },
  }),
  changes: streamCall({
    method: 'GET',
    path: '/v1/changes',
    tag,
    summary: 'Which records change, as server-sent events',
    description:
      'One event for each record that was made, changed or removed, from now on. Read the record, ' +
      'or the list that it stands in, again: with If-None-Match that costs little.',
    access: 'read',
    query: changeQuery,
    event: changeEvent,
  }),
  'app.info': dataCall({
    method: 'GET',
    path: '/v1/app',
    tag,
    summary: 'This control plane and who you are to it',
    access: 'read',
    data: z.object({
      version: z.string().describe('The version that runs.'),
      url: z.string().describe('The address of this interface.'),
      user: z
        .object({ _id: objectId.describe('The id.'), name: z.string().describe('The name.') })
        .describe('The user of the token or of the page.'),
      vault: z.enum(['keychain', 'key-file']).describe('Where the data key lies.'),
      shell: z.enum(shells).describe('The way this call came in.'),
    }),
    example: {
      data: {
        version: '0.1.0',
        url: 'http://127.0.0.1:10002',
        user: { _id: '59bb4331403cba000a116359', name: 'sysadmin' },
        vault: 'keychain',
        shell: 'http',
      },
    },
  }),
  'system.health': dataCall({
    method: 'GET',
    path: '/healthz',
    tag,
    summary: 'Whether the control plane is ready',
    access: 'none',
    data: z.object({
      state: z.string().describe('ready; the call is refused in any other state.'),
      version: z.string().describe('The version that runs.'),
    }),
    example: { data: { state: 'ready', version: '0.1.0' } },
  }),
  'system.metrics': fileCall({
    method: 'GET',
    path: '/metrics',
    tag,
    summary: 'Figures as Prometheus text',
    access: 'read',
    produces: 'text/plain; version=0.0.4; charset=utf-8',
    file: text,
  }),
  'system.openApi': fileCall({
    method: 'GET',
    path: '/v1/openapi.json',
    tag,
    summary: 'This interface as an OpenAPI 3.1 document',
    access: 'read',
    produces: 'application/json',
    file: text,
  }),
  'system.docs': fileCall({
    method: 'GET',
    path: '/v1/docs',
    tag,
    summary: 'This interface as a page to read',
    access: 'none',
    produces: 'text/html; charset=utf-8',
    file: text,
  }),
};
