import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { recordName } from './names.ts';

export const providerTypes = ['amazonec2', 'google', 'openstack'] as const;

/** The keys of the three blocks, as the 2017 system has them. */
export const openstackKeys = [
  'openstack-auth-url',
  'openstack-username',
  'openstack-password',
  'openstack-tenant-name',
  'openstack-flavor-name',
  'openstack-image-name',
  'openstack-ssh-user',
  'openstack-sec-groups',
  'openstack-floatingip-pool',
  'openstack-nova-network',
] as const;
export const ec2Keys = [
  'amazonec2-access-key',
  'amazonec2-secret-key',
  'amazonec2-ami',
  'amazonec2-instance-type',
  'amazonec2-root-size',
  'amazonec2-region',
  'amazonec2-vpc-id',
  'amazonec2-ssh-user',
] as const;
export const googleKeys = [
  'google-project',
  'google-zone',
  'google-machine-type',
  'google-machine-image',
  'google-network',
  'google-username',
  'google-disk-size',
  'google-disk-type',
  'google-use-internal-ip',
  'google-tags',
  'google-application-credentials',
] as const;

/** Keys whose values stand in the vault and answer as a mask. */
export const providerSecretKeys: readonly string[] = [
  'openstack-password',
  'amazonec2-secret-key',
  'google-application-credentials',
];

/** A block with every key, each a text. */
function block<K extends string>(keys: readonly K[]) {
  const shape = Object.fromEntries(keys.map((key) => [key, z.string()]));
  return z.object(shape as Record<K, z.ZodString>);
}

/** A block of a request: every key may be absent. */
function blockInput<K extends string>(keys: readonly K[]) {
  const text = z.string().max(65536).optional();
  const shape = Object.fromEntries(keys.map((key) => [key, text]));
  return z.object(shape as Record<K, typeof text>).nullish();
}

/** google-tags is left out when it is empty, as in the 2017 system. */
export const googleInfo = block(googleKeys).partial({ 'google-tags': true });

export const provider = z
  .object({
    _id: objectId,
    name: z.string(),
    type: z.enum(providerTypes),
    sshUser: z.string(),
    openstackInfo: block(openstackKeys),
    awsEc2Info: block(ec2Keys),
    googleInfo,
    user_id: z.string(),
    tenant_id: z.string(),
    time_create: timestamp,
    time_update: timestamp,
  })
  .meta({ id: 'Provider' });
export type Provider = z.infer<typeof provider>;

export const providerListItem = provider
  .extend({ isuse: z.boolean() })
  .meta({ id: 'ProviderListItem' });
export type ProviderListItem = z.infer<typeof providerListItem>;

/** Of a create and of an update. The misspelt key of the 2017 document is read as well. */
export const providerInput = z
  .object({
    _id: z.string().max(64).optional(),
    name: recordName(),
    type: z.enum(providerTypes),
    sshUser: z.string().trim().max(64).default(''),
    user_id: z.union([z.literal(''), objectId]).optional(),
    openstackInfo: blockInput(openstackKeys),
    awsEc2Info: blockInput(ec2Keys),
    googleInfo: blockInput([...googleKeys, 'google-applocation-credentials']),
  })
  .meta({ id: 'SetProviderInput' });
export type ProviderInput = z.infer<typeof providerInput>;

export const providerFieldCodes = { name: 'E51004' } as const satisfies Record<string, ErrorCode>;

export const providerListQuery = listQuery.extend({
  type: z.string().max(32).optional(),
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type ProviderListQuery = z.infer<typeof providerListQuery>;

export const providerValidateQuery = z.object({ provider_name: z.string().max(255).default('') });
