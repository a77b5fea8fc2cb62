import { expect, test } from 'vitest';
import { createClusterInput } from '../../../shared/contract/cluster.ts';
import { emptyRegistry } from '../../forms/registries.ts';
import { emptyNode } from '../machines/index.ts';
import { formPath, toRequest } from './request.ts';
import { emptyForm, formSchema, type FormInput } from './schema.ts';

function filled(values: Partial<FormInput> = {}): FormInput {
  const form = emptyForm();
  return {
    ...form,
    name: 'staging',
    login: { ...form.login, sshUser: 'ubuntu', privateKey: 'KEY', password: 'left over' },
    nodes: [
      { ...emptyNode('pure'), ip: '10.0.0.3' },
      { ...emptyNode('master'), ip: '10.0.0.1' },
      { ...emptyNode('shared'), ip: '10.0.0.2', sshUser: 'admin', port: '2222' },
    ],
    ...values,
  };
}

function messages(values: FormInput): string[] {
  const result = formSchema.safeParse(values);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('the request fits the contract and carries only the login that was chosen', () => {
  const request = toRequest(formSchema.parse(filled()));
  expect(createClusterInput.safeParse(request).success).toBe(true);
  expect(request).toMatchObject({
    name: 'staging',
    type: 'customized',
    stack: 'swarm',
    takeOver: false,
    masterCount: 1,
    sharedCount: 1,
    pureslaveCount: 1,
    masterNodes: [{ ip: '10.0.0.1', sshUser: 'ubuntu', port: 22, privateKey: 'KEY' }],
    sharedNodes: [{ ip: '10.0.0.2', sshUser: 'admin', port: 2222, privateKey: 'KEY' }],
  });
  expect(JSON.stringify(request)).not.toContain('left over');
});

test('each machine can have its own login, jump host and pinned key', () => {
  const values = filled({ sameLogin: false });
  const [worker, master, shared] = values.nodes;
  if (!worker || !master || !shared) throw new Error('three rows expected');
  worker.login = { ...worker.login, method: 'password', password: 'pw', sudoPassword: 'su' };
  master.login = { ...master.login, method: 'agent' };
  shared.login = { ...shared.login, privateKey: 'OWN', passphrase: 'pp' };
  shared.viaJump = true;
  shared.jump = {
    ...shared.jump,
    ip: 'jump.lab',
    login: { ...shared.jump.login, privateKey: 'J' },
  };
  const request = toRequest(formSchema.parse(values));
  expect(request.pureslaveNodes?.[0]).toEqual({
    ip: '10.0.0.3',
    port: 22,
    password: 'pw',
    sudoPassword: 'su',
  });
  expect(request.masterNodes?.[0]).toEqual({ ip: '10.0.0.1', port: 22, useAgent: true });
  expect(request.sharedNodes?.[0]).toMatchObject({
    privateKey: 'OWN',
    passphrase: 'pp',
    jump: { ip: 'jump.lab', port: 22, privateKey: 'J' },
  });
});

test('registries say how they are trusted', () => {
  const registries = [
    { ...emptyRegistry(), registry: 'a.lab:5000', trust: 'insecure' as const },
    { ...emptyRegistry(), registry: 'b.lab', trust: 'ca' as const, caText: 'PEM' },
  ];
  expect(toRequest(formSchema.parse(filled({ registries }))).dockerRegistries).toMatchObject([
    { registry: 'a.lab:5000', name: 'a.lab:5000', secure: false, ca_text: '' },
    { registry: 'b.lab', secure: true, ca_text: 'PEM' },
  ]);
});

test('all rules are reported at once, each at its field', () => {
  const values = filled({ name: 'no spaces', hostKeyPolicy: 'pin' });
  values.login.privateKey = '';
  values.nodes = [
    { ...emptyNode('pure'), ip: '10.0.0.1', port: '99999' },
    { ...emptyNode('pure'), ip: '10.0.0.1', port: 'ssh' },
  ];
  values.registries = [{ ...emptyRegistry(), trust: 'ca' }];
  expect(messages(values)).toEqual(
    expect.arrayContaining([
      'name: name rule',
      'login.privateKey: key missing',
      'nodes.0.port: must be a port number',
      'nodes.1.port: must be a port number',
      'nodes.1.ip: address twice',
      'nodes.0.hostKey: pin missing',
      'counts.masters: compact rule',
      'counts.shared: shared rule',
      'registries.0.registry: registry missing',
      'registries.0.caText: ca missing',
    ]),
  );
});

test('high availability has its own numbers', () => {
  expect(messages(filled({ createCategory: 'ha' }))).toEqual([
    'counts.masters: ha rule',
    'counts.size: ha size',
  ]);
});

test('a field of the request leads back to the row it came from', () => {
  const values = filled({ registries: [emptyRegistry()] });
  expect(formPath(values, 'masterNodes.0.ip')).toBe('nodes.1.ip');
  expect(formPath(values, 'sharedNodes.0.hostKey')).toBe('nodes.2.hostKey');
  expect(formPath(values, 'pureslaveNodes.0')).toBe('nodes.0.ip');
  expect(formPath(values, 'pureslaveNodes.0.privateKey')).toBe('login.privateKey');
  expect(formPath({ ...values, sameLogin: false }, 'pureslaveNodes.0.privateKey')).toBe(
    'nodes.0.login.privateKey',
  );
  expect(formPath(values, 'sharedNodes.0.jump.password')).toBe('nodes.2.jump.login.password');
  expect(formPath(values, 'dockerRegistries.0.ca_text')).toBe('registries.0.caText');
  expect(formPath(values, 'sharedNodes')).toBe('counts.shared');
  expect(formPath(values, 'name')).toBe('name');
  expect(formPath(values, 'masterCount')).toBeNull();
  expect(formPath(values, 'masterNodes.4.ip')).toBeNull();
});
