import { z } from 'zod';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { cluster, createClusterInput } from '../../shared/contract/cluster.ts';
import { componentsInfo, stack } from '../../shared/contract/components.ts';
import { problemSchema } from '../../shared/contract/errors.ts';
import { addHostsInput, host, hostListItem } from '../../shared/contract/host.ts';
import { logEntry } from '../../shared/contract/log.ts';
import { jumpInput, nodeInput } from '../../shared/contract/node.ts';
import {
  operation,
  operationEvent,
  operationSummary,
  plan,
  step,
} from '../../shared/contract/operation.ts';
import { provider, providerInput, providerListItem } from '../../shared/contract/provider.ts';
import { createPubkeyInput, pubkey, uploadPubkeyInput } from '../../shared/contract/pubkey.ts';
import { createRegistryInput, registry, registryInput } from '../../shared/contract/registry.ts';
import { createSmtpInput, smtp, updateSmtpInput } from '../../shared/contract/smtp.ts';
import { createTokenInput, issuedToken, token } from '../../shared/contract/token.ts';

/** Names of the schemas in the OpenAPI document; those of requests get `Input` behind them. */
const names: Readonly<Record<string, z.ZodType>> = {
  AddHosts: addHostsInput,
  Cluster: cluster,
  Components: componentsInfo,
  CreateCluster: createClusterInput,
  CreatePubkey: createPubkeyInput,
  CreateRegistry: createRegistryInput,
  CreateSmtp: createSmtpInput,
  CreateToken: createTokenInput,
  ErrorAnswer: errorAnswer,
  Host: host,
  HostListItem: hostListItem,
  IssuedToken: issuedToken,
  Jump: jumpInput,
  LogEntry: logEntry,
  Node: nodeInput,
  Operation: operation,
  OperationEvent: operationEvent,
  OperationSummary: operationSummary,
  Plan: plan,
  Problem: problemSchema,
  Provider: provider,
  ProviderListItem: providerListItem,
  Pubkey: pubkey,
  Registry: registry,
  RegistryOfCluster: registryInput,
  SetProvider: providerInput,
  Smtp: smtp,
  Stack: stack,
  Step: step,
  Token: token,
  UpdateSmtp: updateSmtpInput,
  UploadPubkey: uploadPubkeyInput,
};

export const schemaNames = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(names)) schemaNames.add(schema, { id });
