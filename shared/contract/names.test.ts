import { expect, test } from 'vitest';
import { hostAndPort } from './address.ts';
import { recordName } from './names.ts';
import { createPubkeyInput, uploadPubkeyInput } from './pubkey.ts';
import { createRegistryInput, registryInput, registryValidateQuery } from './registry.ts';
import { createSmtpInput } from './smtp.ts';
import { createTokenInput } from './token.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }) => (value: unknown) =>
  schema.safeParse(value).success;

test('a name is one line of 1 to 64 characters', () => {
  const isName = takes(recordName());
  for (const name of ['a', 'Größe 1', '密码', 'x'.repeat(64), ' trimmed\n']) {
    expect(isName(name)).toBe(true);
  }
  for (const name of ['', '  ', 'x'.repeat(65), 'a\nb', 'a\u0000b', 'a\u001bb', 'a\u007fb']) {
    expect(isName(name)).toBe(false);
  }
});

test('no record takes a name with control characters', () => {
  const name = 'a\u0000b';
  expect(createPubkeyInput.safeParse({ name }).success).toBe(false);
  expect(uploadPubkeyInput.safeParse({ name, pubkeyValue: 'x' }).success).toBe(false);
  expect(createRegistryInput.safeParse({ name, registry: 'r' }).success).toBe(false);
  expect(registryInput.safeParse({ name, registry: 'r' }).success).toBe(false);
  expect(createTokenInput.safeParse({ name }).success).toBe(false);
  expect(createSmtpInput.safeParse({ name, address: 'a' }).success).toBe(false);
});

test('an address is host or host:port, with a port from 1 to 65535', () => {
  const isAddress = takes(hostAndPort);
  for (const port of [1, 80, 5000, 59_999, 65_535]) expect(isAddress(`r:${port}`)).toBe(true);
  for (const port of [0, 65_536, 65_540, 66_000, 99_999, 100_000, '08']) {
    expect(isAddress(`r:${port}`)).toBe(false);
  }
  for (const host of ['r', 'r.example', '10.0.0.1', '[::1]', '[::1]:5000', 'a-b']) {
    expect(isAddress(host)).toBe(true);
  }
  for (const host of ['', 'http://r', 'r/x', 'a b', '-a', 'a-', 'r:', '::1']) {
    expect(isAddress(host)).toBe(false);
  }
});

test('a registry is addressed by one rule, alone and in a request for a cluster', () => {
  const inline = takes(registryInput);
  for (const registry of ['r', 'r:65535', '[::1]:1', '']) expect(inline({ registry })).toBe(true);
  for (const registry of ['r:0', 'host:99999', 'http://r']) {
    expect(inline({ registry })).toBe(false);
  }
});

test('to ask about a registry is to say what is asked', () => {
  const asks = takes(registryValidateQuery);
  expect(asks({ type: 'name', name: 'a' })).toBe(true);
  expect(asks({ type: 'used', name: 'a' })).toBe(true);
  for (const query of [{ name: 'a' }, { type: '', name: 'a' }, { type: 'x', name: 'a' }]) {
    expect(asks(query)).toBe(false);
  }
});
