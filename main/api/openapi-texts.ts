/** The words of the OpenAPI document that belong to no call. */
export const INTRODUCTION = `The HTTP interface of the control plane. It listens on this machine only.

Every call but GET /healthz and POST /v1/token with a password needs a token, in the header
X-Auth-Token or as Authorization: Bearer. Answers are {"success":true,"data":…}; refusals are
{"success":false,"error":{"code","errormsg","title","fix","docs","details"}} with the HTTP status
that fits. Lists take count, skip, limit and sort. What a request carries that is not known here
is ignored and told in \`warnings\`. GET answers have an ETag; HEAD is answered wherever GET is.`;

export const CONTACT = { name: 'Clusterdesk', url: 'https://clusterdesk.invalid' };
export const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

/** The groups of calls. */
export const TAGS = {
  Clusters: 'Clusters, and what is done to them.',
  Hosts: 'The machines of clusters.',
  Operations: 'What is being done to a cluster, step by step, and the levers to steer it.',
  'Public keys': 'Keys that are put on hosts, and key pairs that hosts are reached with.',
  Registries: 'Docker registries that hosts pull images from.',
  Providers: 'Cloud accounts.',
  Mail: 'Mail servers that notices are sent by.',
  Tokens: 'Access tokens, login and password.',
  Logs: 'Who did what.',
  Settings: 'Settings of the control plane.',
  System: 'The control plane about itself.',
} as const;
