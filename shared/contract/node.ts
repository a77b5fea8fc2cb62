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

const login = {
  ip: address,
  sshUser: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(64)
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*\$?$/, 'must be a Unix user name')
    .default('root'),
  port: port.default(22),
  privateKey: z.string().max(65536).optional(),
  passphrase: z.string().max(1024).optional(),
  password: z.string().max(1024).optional(),
  sudoPassword: z.string().max(1024).optional(),
  /** id of a stored key whose private half we hold */
  keyId: z.string().optional(),
  useAgent: z.boolean().optional(),
  /** pin: SHA256:base64 as ssh-keygen -l prints it */
  hostKey: z
    .string()
    .trim()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must look like SHA256:… as ssh-keygen -lf prints it')
    .optional(),
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
      .optional(),
    privateNicName: z
      .string()
      .trim()
      .max(15)
      .regex(/^[A-Za-z0-9._@-]*$/, 'must be the name of a network interface')
      .optional(),
    jump: jumpInput.optional(),
  })
  .meta({ id: 'NodeInput' });
export type NodeInput = z.infer<typeof nodeInput>;
export type NodeInputRaw = z.input<typeof nodeInput>;
export type JumpInput = z.infer<typeof jumpInput>;
