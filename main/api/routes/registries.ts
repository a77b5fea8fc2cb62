import { z } from 'zod';
import {
  createRegistryInput,
  registry,
  registryFieldCodes,
  registryListQuery,
  registryValidateQuery,
} from '../../../shared/contract/registry.ts';
import { call, idParams, listCall, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { exampleRegistry } from './examples.ts';

/** Docker registries. */
export function registryCalls({ registries }: ApiServices): Call[] {
  const tag = 'Registries';
  const { name, registry: address, user_id } = exampleRegistry;
  return [
    call({
      method: 'POST',
      path: '/v1/dockerregistries',
      tag,
      summary: 'Create a registry',
      description:
        'secure: it speaks TLS; ca_text is its CA in PEM where that is not a public one. The ' +
        'password is write-only. isSystemRegistry: the images of the stack come from it.',
      access: 'operate',
      errors: ['E57000', 'E57001', 'E57002', 'E57003', 'E57009'],
      fieldCodes: registryFieldCodes,
      body: createRegistryInput,
      data: registry,
      example: {
        body: { name, registry: address, user_id, isSystemRegistry: true },
        data: exampleRegistry,
      },
      handle: ({ actor, body }) => registries.create(actor, body),
    }),
    listCall({
      method: 'GET',
      path: '/v1/dockerregistries',
      tag,
      summary: 'List registries',
      access: 'read',
      query: registryListQuery,
      item: registry,
      example: { data: [exampleRegistry] },
      handle: ({ actor, query }) => registries.list(actor, query),
    }),
    call({
      method: 'GET',
      path: '/v1/dockerregistries/registryValidate',
      tag,
      summary: 'Check whether a registry name is free (type=name) or in use (type=used)',
      access: 'read',
      errors: ['E57001', 'E57008'],
      query: registryValidateQuery,
      data: z.null(),
      example: { data: null },
      handle({ actor, query }) {
        registries.validate(actor, query);
        return null;
      },
    }),
    call({
      method: 'GET',
      path: '/v1/dockerregistries/{id}',
      tag,
      summary: 'One registry',
      access: 'read',
      errors: ['E57004'],
      params: idParams,
      data: registry,
      example: { data: exampleRegistry },
      handle: ({ actor, params }) => registries.get(actor, params.id),
    }),
    call({
      method: 'DELETE',
      path: '/v1/dockerregistries/{id}',
      tag,
      summary: 'Delete a registry',
      access: 'operate',
      errors: ['E57004', 'E57008'],
      params: idParams,
      handle({ actor, params }) {
        registries.remove(actor, params.id);
      },
    }),
  ];
}
