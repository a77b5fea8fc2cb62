import { z } from 'zod';
import { dataCall, listCall } from '../call.ts';
import {
  provider,
  providerFieldCodes,
  providerInput,
  providerListItem,
  providerListQuery,
  providerValidateQuery,
} from '../provider.ts';
import { exampleProvider, exampleProviderBody } from './examples.ts';
import { idOf, updated } from './params.ts';

const tag = 'Providers';
const params = idOf('the provider');
const secrets =
  'Secrets are write-only: a set one answers "******", and sending that keeps what is stored.';

/** Cloud accounts. */
export const providerCalls = {
  'providers.create': dataCall({
    method: 'POST',
    path: '/v1/provider',
    tag,
    summary: 'Create a provider',
    description: secrets,
    access: 'operate',
    errors: ['E10010', 'E51004'],
    fieldCodes: providerFieldCodes,
    body: providerInput,
    data: provider,
    example: { body: exampleProviderBody, data: exampleProvider },
  }),
  'providers.list': listCall({
    method: 'GET',
    path: '/v1/provider',
    tag,
    summary: 'List providers',
    access: 'read',
    query: providerListQuery,
    item: providerListItem,
    example: { data: [{ ...exampleProvider, isuse: false }] },
  }),
  'providers.validate': dataCall({
    method: 'GET',
    path: '/v1/provider/validate',
    tag,
    summary: 'Check whether a provider name is free',
    access: 'read',
    errors: ['E51004', 'E51005'],
    query: providerValidateQuery,
    data: z.null(),
    example: { data: null },
  }),
  'providers.get': dataCall({
    method: 'GET',
    path: '/v1/provider/{id}',
    tag,
    summary: 'One provider',
    access: 'read',
    errors: ['E51000'],
    params,
    data: provider,
    example: { data: exampleProvider },
  }),
  'providers.update': dataCall({
    method: 'PUT',
    path: '/v1/provider/{id}',
    tag,
    summary: 'Replace a provider',
    description: `${secrets} A secret that is left out is kept, too.`,
    access: 'operate',
    errors: ['E10010', 'E51000', 'E51004', 'E51006'],
    fieldCodes: providerFieldCodes,
    params,
    body: providerInput,
    data: updated,
    example: {
      body: exampleProviderBody,
      data: { created: false, url: `/v1/provider/${exampleProvider._id}` },
    },
  }),
  'providers.delete': dataCall({
    method: 'DELETE',
    path: '/v1/provider/{id}',
    tag,
    summary: 'Delete a provider',
    access: 'operate',
    errors: ['E51000', 'E51006'],
    params,
  }),
};
