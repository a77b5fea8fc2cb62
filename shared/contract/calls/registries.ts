import { z } from 'zod';
import { dataCall, listCall } from '../call.ts';
import {
  createRegistryInput,
  registry,
  registryFieldCodes,
  registryListQuery,
  registryValidateQuery,
} from '../registry.ts';
import { exampleRegistry } from './examples.ts';
import { idOf } from './params.ts';

const tag = 'Registries';
const params = idOf('the registry');
const { name, registry: address, user_id } = exampleRegistry;

/** Docker registries. */
export const registryCalls = {
  'registries.create': dataCall({
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
  }),
  'registries.list': listCall({
    method: 'GET',
    path: '/v1/dockerregistries',
    tag,
    summary: 'List registries',
    access: 'read',
    query: registryListQuery,
    item: registry,
    example: { data: [exampleRegistry] },
  }),
  'registries.validate': dataCall({
    method: 'GET',
    path: '/v1/dockerregistries/registryValidate',
    tag,
    summary: 'Check whether a registry name is free (type=name) or in use (type=used)',
    access: 'read',
    errors: ['E57000', 'E57001', 'E57008'],
    query: registryValidateQuery,
    data: z.null(),
    example: { data: null },
  }),
  'registries.get': dataCall({
    method: 'GET',
    path: '/v1/dockerregistries/{id}',
    tag,
    summary: 'One registry',
    access: 'read',
    errors: ['E57004'],
    params,
    data: registry,
    example: { data: exampleRegistry },
  }),
  'registries.delete': dataCall({
    method: 'DELETE',
    path: '/v1/dockerregistries/{id}',
    tag,
    summary: 'Delete a registry',
    access: 'operate',
    errors: ['E57004', 'E57008'],
    params,
  }),
};
