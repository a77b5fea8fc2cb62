import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSmtpInput, updateSmtpInput } from '../../shared/contract/smtp.ts';
import { openFixture, refusal, type Fixture } from './fixtures.testing.ts';
import { createSmtpService, type SmtpService } from './smtp.ts';

let fixture: Fixture;
let smtp: SmtpService;
beforeEach(() => {
  fixture = openFixture();
  smtp = createSmtpService(fixture.parts);
});

const create = (more: object = {}) =>
  smtp.create(
    fixture.actor,
    createSmtpInput.parse({ name: 'username', address: 'smtp.example.com', ...more }),
  );
const update = (id: string, more: object) =>
  smtp.update(fixture.actor, id, updateSmtpInput.parse(more));

describe('a record', () => {
  test('answers the 2017 fields, and the added ones when set', () => {
    expect(create({ passwd: 'password' })).toEqual({
      _id: expect.any(String) as string,
      name: 'username',
      address: 'smtp.example.com',
      passwd: '******',
    });
    expect(create({ from: 'a@b.example', to: ['c@d.example'], default: true })).toMatchObject({
      passwd: '',
      from: 'a@b.example',
      to: ['c@d.example'],
      default: true,
    });
  });

  test('changes only what is given and not empty', () => {
    const { _id } = create({ passwd: 'password' });
    update(_id, { address: 'mail.example.com:587', name: '', passwd: '' });
    expect(smtp.get(_id)).toMatchObject({
      name: 'username',
      address: 'mail.example.com:587',
      passwd: '******',
    });
    expect(refusal(() => update('f'.repeat(24), {}))).toBe('E53002');
  });

  test('does not take the name or address of another', () => {
    create({ name: 'a', address: 'a.example' });
    const { _id } = create({ name: 'b', address: 'b.example' });
    expect(refusal(() => update(_id, { name: 'a' }))).toBe('E53003');
    expect(refusal(() => update(_id, { address: 'a.example' }))).toBe('E53004');
    update(_id, { name: 'b', address: 'b.example' });
  });

  test('only one is the default', () => {
    const first = create({ default: true });
    create({ default: true });
    expect(smtp.get(first._id).default).toBeUndefined();
  });

  test('is deleted with its password', () => {
    const { _id } = create({ passwd: 'password' });
    smtp.remove(fixture.actor, _id);
    expect(fixture.db.prepare('SELECT count(*) FROM secrets').pluck().get()).toBe(0);
    expect(refusal(() => smtp.get(_id))).toBe('E53002');
  });
});

describe('mail', () => {
  let server: SMTPServer;
  let mails: string[];
  let logins: string[];
  let address: string;

  beforeEach(async () => {
    mails = [];
    logins = [];
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        logins.push(`${username} ${password}`);
        if (password === 'right') done(null, { user: username });
        else done(new Error('535 wrong password'));
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          mails.push(
            `${from} ${rcptTo.map((to) => to.address).join(',')}\n${Buffer.concat(chunks).toString()}`,
          );
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });

  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  test('a test mail is really sent, with the login', async () => {
    const { _id } = create({ name: 'me@example.com', address, passwd: 'right' });
    expect(await smtp.test(_id, 'you@example.com')).toEqual(['you@example.com']);
    expect(mails[0]).toMatch(/^me@example\.com you@example\.com\n/);
    expect(mails[0]).toContain('Subject: Clusterdesk: test mail');
    expect(logins).toEqual(['me@example.com right']);
  });

  test('a refusal carries the words of the server and not the password', async () => {
    const { _id } = create({ address, passwd: 'wrong-secret', to: ['you@example.com'] });
    const sent = smtp.test(_id, undefined);
    await expect(sent).rejects.toMatchObject({ code: 'E53007' });
    const { problem } = (await sent.catch((error: unknown) => error)) as { problem: unknown };
    expect(JSON.stringify(problem)).toContain('535');
    expect(JSON.stringify(problem)).not.toContain('wrong-secret');
  });

  test('a password does not leave this machine without TLS', async () => {
    const { _id } = create({ address: address.replace('127.0.0.1', '0.0.0.0'), passwd: 'right' });
    await expect(smtp.test(_id, 'you@example.com')).rejects.toMatchObject({ code: 'E53007' });
    expect(logins).toEqual([]);
  });

  test('goes out by the default record, or the first; by none without one', async () => {
    expect(await smtp.notify('s', 't', ['you@example.com'])).toBe(false);
    create({ name: 'first', address, from: 'first@example.com', to: ['you@example.com'] });
    await smtp.notify('cluster ready', 'text');
    const marked = { name: 'b', address, from: 'b@example.com', to: ['you@example.com'] };
    create({ ...marked, default: true });
    await smtp.notify('cluster ready', 'text');
    expect(mails.map((mail) => mail.split(' ')[0])).toEqual(['first@example.com', 'b@example.com']);
  });

  test('without recipients there is nothing to send to', async () => {
    const { _id } = create({ address });
    await expect(smtp.test(_id, undefined)).rejects.toMatchObject({ code: 'E12002' });
  });
});
