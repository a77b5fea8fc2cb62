import { z } from 'zod';

/**
 * Host name or address, whose case does not matter: no white space, no characters that mean
 * something to a shell or a URL.
 */
const address = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'must not be empty')
  .max(253)
  .regex(/^[a-z0-9._:-]+$/, 'must be an IP address or a host name')
  .refine((value) => !value.startsWith('-'), 'must not begin with a hyphen');

const port = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port number')
      .transform(Number),
  ])
  .pipe(z.int().min(1).max(65535));

/** A fingerprint of a host key, without the padding that some tools print. */
export const hostKey = z
  .string()
  .trim()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must look like SHA256:… as ssh-keygen -lf prints it');

const login = {
  ip: address.meta({
    description:
      'IPv4 address, IPv6 address without brackets, or host name. Case and white space around it ' +
      'do not matter.',
    jsonSchema: {
      type: 'string',
      maxLength: 253,
      pattern: '^\\s*[A-Za-z0-9._:][A-Za-z0-9._:-]*\\s*$',
    },
  }),
  sshUser: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(64)
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*\$?$/, 'must be a Unix user name')
    .default('root')
    .describe('Who logs in over SSH: root, or any user that may sudo.'),
  port: port.default(22).describe('The SSH port, as a number or as digits.'),
  privateKey: z
    .string()
    .max(65536)
    .optional()
    .describe(
      'A private key as PEM or OpenSSH text, its base64, or the encoding of the 2017 system. Never answered.',
    ),
  passphrase: z.string().max(1024).optional().describe('Of the private key. Never answered.'),
  password: z.string().max(1024).optional().describe('The password of the user. Never answered.'),
  sudoPassword: z
    .string()
    .max(1024)
    .optional()
    .describe('What sudo asks for; absent: the password, where it asks. Never answered.'),
  keyId: z
    .string()
    .optional()
    .describe('The id of a stored public key whose private half is kept here.'),
  useAgent: z
    .boolean()
    .optional()
    .describe('Log in with the keys of the SSH agent of this machine.'),
  hostKey: hostKey
    .optional()
    .describe('The only key that the host may show: SHA256:… as ssh-keygen -lf prints it.'),
};

export const jumpInput = z.object(login).meta({ id: 'JumpInput' });

/**
 * A machine as the operator gives it. Secrets are in clear here; privateKey may be PEM, base64 or
 * the permuted base64 of the 2017 system and is decoded by the service.
 */
export const nodeInput = z
  .object({
    ...login,
    hostname: z
      .string()
      .trim()
      .max(63)
      .regex(/^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)?$/, 'must be letters, digits and hyphens')
      .optional()
      .describe('The name that the host gets; absent or empty: it keeps its own.'),
    privateNicName: z
      .string()
      .trim()
      .max(15)
      .regex(/^[A-Za-z0-9._@-]*$/, 'must be the name of a network interface')
      .optional()
      .describe('The network interface whose address the cluster uses between its hosts.'),
    jump: jumpInput.optional().describe('A host to go through.'),
  })
  .meta({ id: 'NodeInput' });

/** How to log in to a host whose address is known; what it replaces is forgotten. */
export const hostLoginInput = z
  .object({
    ...z.object(login).omit({ ip: true }).shape,
    jump: jumpInput.optional().describe('A host to go through.'),
  })
  .meta({ id: 'HostLoginInput' });
export type HostLoginInput = z.infer<typeof hostLoginInput>;

/** A list of machines. null, which is what Go's encoding/json makes of an empty slice, is empty. */
export function nodeList(most: number) {
  return z
    .array(nodeInput)
    .max(most)
    .nullish()
    .transform((nodes) => nodes ?? []);
}

export type NodeInput = z.infer<typeof nodeInput>;
export type NodeInputRaw = z.input<typeof nodeInput>;
export type JumpInput = z.infer<typeof jumpInput>;
