import { expect, test } from 'vitest';
import { createClusterInput } from '../../shared/contract/cluster.ts';
import { registryInput } from '../../shared/contract/registry.ts';
import { errorCodes } from '../../shared/contract/errors.ts';
import { nodeInput } from '../../shared/contract/node.ts';
import { phaseTitles } from '../../shared/contract/phases.ts';
import { en } from './en/index.ts';
import { fieldText, issueMessage } from './field-text.ts';
import { phaseTitle } from './phase-text.ts';
import { leaves } from './texts.testing.ts';
import { errors } from './zh/errors.ts';
import { phases } from './zh/phases.ts';
import { zh } from './zh/index.ts';

const chinese = /\p{Script=Han}/u;

function placeholders(text: string): string[] {
  return (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
}

test('both languages have the same keys, all with a text', () => {
  const [english, translated] = [leaves(en), leaves(zh)];
  expect(translated.map(([key]) => key).toSorted()).toEqual(english.map(([key]) => key).toSorted());
  expect([...english, ...translated].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('a translation uses the values that its original uses', () => {
  const byKey = (texts: object) => leaves(texts).map(([key, text]) => [key, placeholders(text)]);
  expect(Object.fromEntries(byKey(zh))).toEqual(Object.fromEntries(byKey(en)));
});

test('what is in Chinese is in Chinese', () => {
  const names = new Set(['Clusterdesk', 'English', 'Docker Swarm', 'Docker', 'DC/OS', 'CPU']);
  const foreign = leaves(zh).filter(
    ([, text]) =>
      !chinese.test(text) &&
      !names.has(text) &&
      /[a-z]{2}/i.test(text.replaceAll(/\{\{\w+\}\}|GiB/g, '')),
  );
  expect(foreign).toEqual([]);
});

test('every error code has its Chinese title and fix', () => {
  expect(Object.keys(errors).toSorted()).toEqual(errorCodes.toSorted());
  const untranslated = Object.entries(errors).filter(
    ([, { title, fix }]) => !chinese.test(title) || !chinese.test(fix),
  );
  expect(untranslated).toEqual([]);
});

test('every phase has its Chinese title', () => {
  expect(Object.keys(phases).toSorted()).toEqual(Object.keys(phaseTitles).toSorted());
  expect(Object.values(phases).filter((title) => !chinese.test(title))).toEqual([]);
  expect(phaseTitle('install-docker', 'zh')).toBe('安装 Docker');
  expect(phaseTitle('install-docker', 'en')).toBe('Install Docker');
  expect(phaseTitle('of-a-later-version', 'zh')).toBe('of-a-later-version');
});

test('what the shared schemas say of a field has a Chinese text', () => {
  const bad = {
    ip: '-',
    sshUser: '!',
    port: 'x',
    hostKey: 'x',
    hostname: '-',
    privateNicName: '!',
  };
  const results = [
    nodeInput.safeParse(bad, { error: issueMessage }),
    nodeInput.safeParse({ ip: '', sshUser: '', port: 70_000 }, { error: issueMessage }),
    nodeInput.safeParse({ privateKey: 'x'.repeat(70_000) }, { error: issueMessage }),
    registryInput.safeParse({ registry: 'http://x/y' }, { error: issueMessage }),
    createClusterInput.safeParse({ createCategory: 'huge' }, { error: issueMessage }),
  ];
  const messages = results.flatMap(
    ({ error }) => error?.issues.map(({ message }) => message) ?? [],
  );
  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !chinese.test(fieldText(message, 'zh')))).toEqual([]);
});
