/**
 * The 2017 system's encoding of secrets: base64 with a permuted alphabet, no encryption. Verified
 * on the examples of its interface document: `xGFcxgyYx7Q=` is `password`.
 */
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PERMUTED = 'ABCDEFGHIJKLMNOPQRSTpqrstuvwxyz0123456789+/UVWXYZabcdefghijklmno';

const toStandard = new Map(
  Array.from(PERMUTED, (symbol, index) => [symbol, STANDARD.charAt(index)]),
);
const toPermuted = new Map(
  Array.from(STANDARD, (symbol, index) => [symbol, PERMUTED.charAt(index)]),
);

function translate(text: string, table: Map<string, string>): string {
  return Array.from(text, (symbol) => table.get(symbol) ?? symbol).join('');
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Encodes as the 2017 system did. */
export function encodeLegacy(text: string): string {
  return translate(Buffer.from(text, 'utf8').toString('base64'), toPermuted);
}

/** Decodes what the 2017 system encoded; undefined where it is no such text. */
export function decodeLegacy(text: string): string | undefined {
  return decodeBase64(translate(text, toStandard));
}

function decodeBase64(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return decoded.includes('�') ? undefined : decoded;
}

/**
 * The readings of a text that may stand in clear, in plain base64 or in the permuted form, in the
 * order in which they should be tried.
 */
export function readings(text: string): string[] {
  const compact = text.replace(/\s+/g, '');
  return [text, decodeLegacy(compact), decodeBase64(compact)].filter(
    (reading) => reading !== undefined,
  );
}
