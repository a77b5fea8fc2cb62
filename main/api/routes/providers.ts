import { z } from 'zod';
import {
  provider,
  providerFieldCodes,
  providerInput,
  providerListItem,
  providerListQuery,
  providerValidateQuery,
} from '../../../shared/contract/provider.ts';
import { answerUpdated, call, idParams, listCall, updated, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { exampleProvider, exampleProviderBody } from './examples.ts';

/** Cloud accounts. */
export function providerCalls({ providers }: ApiServices): Call[] {
  const tag = 'Providers';
  const secrets =
    'Secrets are write-only: a set one answers "******", and sending that keeps what is stored.';
  return [
    call({
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
      handle: ({ actor, body }) => providers.create(actor, body),
    }),
    listCall({
      method: 'GET',
      path: '/v1/provider',
      tag,
      summary: 'List providers',
      access: 'read',
      query: providerListQuery,
      item: providerListItem,
      example: { data: [{ ...exampleProvider, isuse: false }] },
      handle: ({ actor, query }) => providers.list(actor, query),
    }),
    call({
      method: 'GET',
      path: '/v1/provider/validate',
      tag,
      summary: 'Check whether a provider name is free',
      access: 'read',
      errors: ['E51004', 'E51005'],
      query: providerValidateQuery,
      data: z.null(),
      example: { data: null },
      handle({ actor, query }) {
        providers.validate(actor, query.provider_name);
        return null;
      },
    }),
    call({
      method: 'GET',
      path: '/v1/provider/{id}',
      tag,
      summary: 'One provider',
      access: 'read',
      errors: ['E51000'],
      params: idParams,
      data: provider,
      example: { data: exampleProvider },
      handle: ({ actor, params }) => providers.get(actor, params.id),
    }),
    call({
      method: 'PUT',
      path: '/v1/provider/{id}',
      tag,
      summary: 'Replace a provider',
      description: `${secrets} A secret that is left out is kept, too.`,
      access: 'operate',
      errors: ['E10010', 'E51000', 'E51004', 'E51006'],
      fieldCodes: providerFieldCodes,
      params: idParams,
      body: providerInput,
      data: updated,
      example: {
        body: exampleProviderBody,
        data: { created: false, url: `/v1/provider/${exampleProvider._id}` },
      },
      handle({ actor, params, body, reply }) {
        providers.update(actor, params.id, body);
        return answerUpdated(reply, `/v1/provider/${params.id}`);
      },
    }),
    call({
      method: 'DELETE',
      path: '/v1/provider/{id}',
      tag,
      summary: 'Delete a provider',
      access: 'operate',
      errors: ['E51000', 'E51006'],
      params: idParams,
      handle({ actor, params }) {
        providers.remove(actor, params.id);
      },
    }),
  ];
}
