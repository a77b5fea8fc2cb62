import type { ErrorEntry } from './error-entry.ts';

/** Codes of the /v1 API. Numbers are those of the 2017 system where it had one. */
export const apiErrors = {
  E10010: { status: 400, title: 'Invalid user', fix: 'Send the id of a user that exists.' },
  E10050: {
    status: 401,
    title: 'Token missing or unknown',
    fix: 'Send a valid token in the X-Auth-Token header. Create one in the app or with POST /v1/token.',
  },
  E10051: {
    status: 401,
    title: 'Sign-in refused',
    fix: 'Check the user name and the password. A password must have been set in the app first.',
  },
  E10052: { status: 401, title: 'Token expired', fix: 'Create a new token and use that one.' },
  E10053: { status: 404, title: 'No such token', fix: 'List the tokens with GET /v1/token.' },
  E12001: { status: 404, title: 'No such call', fix: 'See /v1/docs for the calls there are.' },
  E12002: {
    status: 400,
    title: 'Invalid input',
    fix: 'Correct every field listed in details and send the request again.',
  },
  E12003: {
    status: 500,
    title: 'Internal error',
    fix: 'Try again. If it happens again, report it together with the log file.',
  },
  E12004: {
    status: 403,
    title: 'Not allowed',
    fix: 'Use a token whose scope covers this call (read, operate or admin).',
  },
  E12005: {
    status: 413,
    title: 'Request too large',
    fix: 'Send a smaller body (1 MiB at most, nested 32 levels at most).',
  },
  E12006: {
    status: 415,
    title: 'Unsupported content type',
    fix: 'Send the body as application/json.',
  },
  E12007: {
    status: 429,
    title: 'Too many failed sign-ins',
    fix: 'Wait for the number of seconds in the Retry-After header.',
  },
  E12008: {
    status: 503,
    title: 'Starting or stopping',
    fix: 'Wait a moment and send the request again.',
  },
  E12009: {
    status: 409,
    title: 'Idempotency key used before',
    fix: 'Use a new Idempotency-Key for a request with another body.',
  },
  E12010: {
    status: 403,
    title: 'Foreign host or origin',
    fix: 'Call the API by the loopback address it prints, not from a page of another site.',
  },
  E12011: { status: 405, title: 'Method not allowed', fix: 'See /v1/docs for the methods.' },
  E12012: {
    status: 408,
    title: 'Request took too long',
    fix: 'Send the whole request without a pause.',
  },
  E12013: {
    status: 431,
    title: 'Headers too large',
    fix: 'Send fewer or shorter headers.',
  },
  E12014: {
    status: 507,
    title: 'Disk full',
    fix: 'Free space on the disk that holds the data folder, then try again. Nothing that was answered is lost.',
  },
  E12015: {
    status: 504,
    title: 'Call given up',
    fix: 'What it began on hosts goes on: look at the cluster and its operations before asking again.',
  },
  E50000: { status: 500, title: 'Cluster not created', fix: 'See the operation for the reason.' },
  E50003: {
    status: 409,
    title: 'Cluster name in use',
    fix: 'Choose another name, or delete the cluster that has this one.',
  },
  E50004: { status: 404, title: 'No such cluster', fix: 'List the clusters with GET /v1/cluster.' },
  E50010: {
    status: 400,
    title: 'Wrong number of nodes',
    fix: 'compact: 1 master, 2 nodes or more. ha: 3 or 5 masters, 5 nodes or more. Both need a shared node.',
  },
  E50011: {
    status: 400,
    title: 'Invalid cluster name',
    fix: 'Use 1 to 32 letters, digits and hyphens.',
  },
  E50012: {
    status: 400,
    title: 'Cluster type not available',
    fix: 'Use a type and a stack that GET /v1/stacks lists.',
  },
  E50013: {
    status: 400,
    title: 'No such user',
    fix: 'Leave user_id out, or send an existing one.',
  },
  E50016: {
    status: 409,
    title: 'Cluster is busy or in the wrong state',
    fix: 'Wait for its operation to end (GET /v1/operations?cluster_id=), then try again.',
  },
  E50018: {
    status: 409,
    title: 'Too few running nodes would remain',
    fix: 'Keep 2 running nodes with 1 shared (compact), or 5 with 2 shared (ha).',
  },
  E50019: {
    status: 409,
    title: 'Address in use',
    fix: 'Give each machine once, and only machines that are in no other cluster.',
  },
  E50020: {
    status: 409,
    title: 'Components cannot be checked',
    fix: 'Wait until the cluster is running.',
  },
  E50103: { status: 404, title: 'No such host', fix: 'List them with GET /v1/cluster/{id}/hosts.' },
  E50105: {
    status: 409,
    title: 'A master cannot be removed',
    fix: 'Remove other nodes, or delete the whole cluster.',
  },
  E50106: {
    status: 409,
    title: 'No running host',
    fix: 'Wait until the cluster has a running host.',
  },
  E50107: {
    status: 409,
    title: 'Another host key is pinned',
    fix: 'Look at what is pinned and at what the host shows, as HOST_KEY_CHANGED tells both, and compare anew.',
  },
  E50108: {
    status: 409,
    title: 'The masters that run are no majority',
    fix: 'Switch on masters until more than half of them run, then try again: without a majority a swarm takes no change. Or delete the cluster and create it anew.',
  },
  E51000: { status: 404, title: 'No such provider', fix: 'List them with GET /v1/provider.' },
  E51004: {
    status: 400,
    title: 'Provider name missing',
    fix: 'Send a name of 1 to 64 characters.',
  },
  E51005: { status: 409, title: 'Provider name in use', fix: 'Choose another name.' },
  E51006: {
    status: 409,
    title: 'Provider in use',
    fix: 'Delete the clusters that use it first.',
  },
  E52000: { status: 400, title: 'Key name missing', fix: 'Send a name of 1 to 64 characters.' },
  E52001: { status: 409, title: 'Key name in use', fix: 'Choose another name.' },
  E52002: {
    status: 400,
    title: 'Not a public key',
    fix: 'Send one line of OpenSSH form, such as the content of ~/.ssh/id_ed25519.pub.',
  },
  E52003: { status: 404, title: 'No such key', fix: 'List them with GET /v1/pubkey.' },
  E52004: {
    status: 404,
    title: 'Private key not here',
    fix: 'A private key can be downloaded once. Upload the key together with its privateKey, or create a new one with POST /v1/pubkey/userSelfCreate.',
  },
  E52007: {
    status: 409,
    title: 'Key in use',
    fix: 'Take the key off the clusters that use it first.',
  },
  E53000: { status: 400, title: 'Mail account name missing', fix: 'Send the login as name.' },
  E53001: { status: 400, title: 'Mail server missing', fix: 'Send host or host:port as address.' },
  E53002: { status: 404, title: 'No such mail server', fix: 'List them with GET /v1/smtp.' },
  E53003: { status: 409, title: 'Mail account name in use', fix: 'Update the other record.' },
  E53004: { status: 409, title: 'Mail server in use', fix: 'Update the other record.' },
  E53007: {
    status: 502,
    title: 'Mail not sent',
    fix: 'Correct the address, the login or the password; port 465 is TLS, others need STARTTLS.',
  },
  E55004: { status: 500, title: 'Logs cannot be read', fix: 'Try again.' },
  E57000: { status: 400, title: 'Registry name missing', fix: 'Send a name.' },
  E57001: { status: 409, title: 'Registry name in use', fix: 'Choose another name.' },
  E57002: { status: 400, title: 'Registry address missing', fix: 'Send host or host:port.' },
  E57003: { status: 400, title: 'No such user', fix: 'Send the id of an existing user.' },
  E57004: {
    status: 404,
    title: 'No such registry',
    fix: 'List them with GET /v1/dockerregistries.',
  },
  E57008: {
    status: 409,
    title: 'Registry in use',
    fix: 'Take the registry off the clusters that use it first.',
  },
  E57009: {
    status: 400,
    title: 'Invalid registry address',
    fix: 'Send host or host:port, without a scheme and without a path.',
  },
  E60000: { status: 404, title: 'No such operation', fix: 'List them with GET /v1/operations.' },
  E60001: {
    status: 409,
    title: 'The operation is not in a state for this',
    fix: 'Read its state with GET /v1/operations/{id}.',
  },
  E60002: {
    status: 409,
    title: 'The operation was begun by another version',
    fix: 'Start the version of Clusterdesk that began it, let it end the operation there, and come back. Or delete the cluster.',
  },
} as const satisfies Record<string, ErrorEntry>;
