import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { recordName } from './names.ts';

export const providerTypes = ['amazonec2', 'google', 'openstack'] as const;

/** The keys of the three blocks, as the 2017 system has them, and what each is. */
const openstackFields = {
  'openstack-auth-url': 'The address of Keystone.',
  'openstack-username': 'The login.',
  'openstack-password': 'Of the login. Answered as ******.',
  'openstack-tenant-name': 'The project.',
  'openstack-flavor-name': 'The size of the machines.',
  'openstack-image-name': 'What they start from.',
  'openstack-ssh-user': 'Who logs in to them.',
  'openstack-sec-groups': 'Their security groups, separated by commas.',
  'openstack-floatingip-pool': 'Where their public addresses come from.',
  'openstack-nova-network': 'The network that they are in.',
};
const ec2Fields = {
  'amazonec2-access-key': 'The id of the access key.',
  'amazonec2-secret-key': 'The access key. Answered as ******.',
  'amazonec2-ami': 'What the machines start from.',
  'amazonec2-instance-type': 'The size of the machines.',
  'amazonec2-root-size': 'The size of their disks, in GB.',
  'amazonec2-region': 'Where they are.',
  'amazonec2-vpc-id': 'The network that they are in.',
  'amazonec2-ssh-user': 'Who logs in to them.',
};
const googleFields = {
  'google-project': 'The project.',
  'google-zone': 'Where the machines are.',
  'google-machine-type': 'The size of the machines.',
  'google-machine-image': 'What they start from.',
  'google-network': 'The network that they are in.',
  'google-username': 'Who logs in to them.',
  'google-disk-size': 'The size of their disks, in GB.',
  'google-disk-type': 'The kind of their disks.',
  'google-use-internal-ip': 'true: they are reached by their private addresses.',
  'google-tags': 'Their network tags, separated by commas.',
  'google-application-credentials': 'The key of a service account, JSON. Answered as ******.',
};

const keysOf = <K extends string>(fields: Record<K, string>) => Object.keys(fields) as K[];
export const openstackKeys = keysOf(openstackFields);
export const ec2Keys = keysOf(ec2Fields);
export const googleKeys = keysOf(googleFields);

/** Keys whose values stand in the vault and answer as a mask. */
export const providerSecretKeys: readonly string[] = [
  'openstack-password',
  'amazonec2-secret-key',
  'google-application-credentials',
];

/** A block with every key, each a text. */
function block<K extends string>(fields: Record<K, string>) {
  const shape = Object.fromEntries(
    keysOf(fields).map((key) => [key, z.string().describe(fields[key])]),
  );
  return z.object(shape as Record<K, z.ZodString>);
}

/** A block of a request: every key may be absent. */
function blockInput<K extends string>(fields: Record<K, string>) {
  const text = z.string().max(65536).optional();
  const shape = Object.fromEntries(keysOf(fields).map((key) => [key, text.describe(fields[key])]));
  return z.object(shape as Record<K, typeof text>).nullish();
}

/** google-tags is left out when it is empty, as in the 2017 system. */
export const googleInfo = block(googleFields).partial({ 'google-tags': true });

export const provider = z
  .object({
    _id: objectId.describe('The id of the provider.'),
    name: z.string().describe('Its name.'),
    type: z.enum(providerTypes).describe('Which of the three blocks counts.'),
    sshUser: z.string().describe('Who logs in to its machines.'),
    openstackInfo: block(openstackFields).describe('An OpenStack account.'),
    awsEc2Info: block(ec2Fields).describe('An Amazon EC2 account.'),
    googleInfo: googleInfo.describe('A Google account.'),
    user_id: z.string().describe('The id of the user that it belongs to.'),
    tenant_id: z.string().describe('The id of its tenant.'),
    time_create: timestamp.describe('When it was made.'),
    time_update: timestamp.describe('When it was changed last.'),
  })
  .meta({ id: 'Provider' });
export type Provider = z.infer<typeof provider>;

export const providerListItem = provider
  .extend({ isuse: z.boolean().describe('A cluster that is not terminated uses it.') })
  .meta({ id: 'ProviderListItem' });
export type ProviderListItem = z.infer<typeof providerListItem>;

/** Of a create and of an update. The misspelt key of the 2017 document is read as well. */
export const providerInput = z
  .object({
    _id: z.string().max(64).optional().describe('Read for scripts of 2017, and ignored.'),
    name: recordName().describe('1 to 64 characters of one line.'),
    type: z.enum(providerTypes).describe('Which of the three blocks counts.'),
    sshUser: z.string().trim().max(64).default('').describe('Who logs in to its machines.'),
    user_id: z
      .union([z.literal(''), objectId])
      .optional()
      .describe('The id of the user that it belongs to; absent: the user of the token.'),
    openstackInfo: blockInput(openstackFields).describe('An OpenStack account.'),
    awsEc2Info: blockInput(ec2Fields).describe('An Amazon EC2 account.'),
    googleInfo: blockInput({
      ...googleFields,
      'google-applocation-credentials': 'The same key as the 2017 document spells it.',
    }).describe('A Google account.'),
  })
  .meta({ id: 'SetProviderInput' });
export type ProviderInput = z.infer<typeof providerInput>;

export const providerFieldCodes = { name: 'E51004' } as const satisfies Record<string, ErrorCode>;

export const providerListQuery = listQuery.extend({
  type: z.string().max(32).optional().describe('Only providers of this type.'),
  user_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only providers of the user with this id.'),
});
export type ProviderListQuery = z.infer<typeof providerListQuery>;

export const providerValidateQuery = z.object({
  provider_name: z.string().max(255).default('').describe('The name.'),
});
