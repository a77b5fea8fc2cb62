import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call of the 2017 interface document: what it sends and what it shows as the answer. */
export interface SeedCall {
  /** 1 to 33 as the document numbers them; components and logs by name */
  readonly id: string;
  readonly title: string;
  /** the document's curl line */
  readonly curl: string;
  /** name of the file that the curl line sends, and the document's content of it */
  readonly bodyFile: string;
  readonly body: unknown;
  /** parsed JSON, or the text where it is none */
  readonly response: unknown;
}

const SEED_FOLDER = join(import.meta.dirname, '../../../shared/seed');
const FACTS = join(import.meta.dirname, 'facts/seed.json');

const DIGITS = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 三十二 as 32; undefined for what is no Chinese number. */
function toNumber(text: string): number | undefined {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (part: string | undefined, whenEmpty: number) =>
    part ? DIGITS.indexOf(part) + 1 : whenEmpty;
  const value = digit(tens, text.includes('十') ? 1 : 0) * 10 + digit(ones, 0);
  return /^[一二三四五六七八九十]+$/.test(text) && value > 0 ? value : undefined;
}

function sectionId(heading: string): string | undefined {
  const [first = ''] = heading.split(/\s+/);
  const number = toNumber(first);
  if (number !== undefined) return String(number);
  if (heading.includes('组件')) return 'components';
  return heading.includes('log') ? 'logs' : undefined;
}

function parseBody(text: string): unknown {
  return JSON.parse(text);
}

function parseResponse(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}

function parseSection(section: string): SeedCall | undefined {
  const [heading = ''] = section.split('\n', 1);
  const id = sectionId(heading.trim());
  if (id === undefined) return undefined;
  const [asked = '', answered = ''] = section.split(/^RESPONSE.*$/m);
  const fences = (text: string) =>
    [...text.matchAll(/```\n([\s\S]*?)```/g)].map(([, inner = '']) => inner.trim());
  const curl = fences(asked).find((fence) => fence.startsWith('curl')) ?? '';
  const body = fences(asked).find((fence) => fence.startsWith('{'));
  const [response = ''] = fences(answered);
  return {
    id,
    title: heading.trim(),
    curl: curl.replaceAll(/\s+/g, ' '),
    bodyFile: / -d @(\S+)/.exec(curl)?.[1] ?? '',
    body: body === undefined ? null : parseBody(body),
    response: parseResponse(response),
  };
}

/** The calls of a document in the form of the seed's. */
export function parseSeed(text: string): SeedCall[] {
  return text
    .replaceAll('\u00a0', ' ')
    .split(/^# /m)
    .flatMap((section) => parseSection(section) ?? []);
}

const CUT = 'cut: see the document';

/** Private keys stay out of our copy of the facts. */
export function withoutKeys(calls: readonly SeedCall[]): SeedCall[] {
  const text = JSON.stringify(calls, (key, value: unknown) => {
    if (key === 'privateKey') return CUT;
    return typeof value === 'string' && value.includes('PRIVATE KEY')
      ? `-----BEGIN RSA PRIVATE KEY----- ${CUT}`
      : value;
  });
  return JSON.parse(text) as SeedCall[];
}

/** The document's calls from the document itself; undefined where the folder is absent. */
export function readSeed(): SeedCall[] | undefined {
  const name =
    existsSync(SEED_FOLDER) && readdirSync(SEED_FOLDER).find((file) => file.endsWith('.txt'));
  return name ? parseSeed(readFileSync(join(SEED_FOLDER, name), 'utf8')) : undefined;
}

/** Our copy of the document's facts. */
export function readFacts(): SeedCall[] {
  return JSON.parse(readFileSync(FACTS, 'utf8')) as SeedCall[];
}
