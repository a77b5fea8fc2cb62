import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { beforeAll, describe, expect, test } from 'vitest';
import { openApiOf, type OpenApiDocument } from '../../main/api/openapi.ts';

/** Tools that others made, with every rule that they recommend: none is switched off. */
const linters: Array<[string, (document: OpenApiDocument) => Promise<string[]>]> = [
  [
    'redocly',
    async (document) => {
      const config = await createConfig({ extends: ['recommended-strict'] });
      const source = JSON.stringify(document);
      const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
      return problems.map(
        ({ ruleId, message, location: [at] }) => `${ruleId} ${at?.pointer ?? ''} ${message}`,
      );
    },
  ],
  [
    'spectral',
    async (document) => {
      const spectral = new spectralCore.Spectral();
      // the two packages' types of a ruleset have come apart
      const oas = spectralRulesets.oas as unknown as RulesetDefinition;
      spectral.setRuleset({ extends: [[oas, 'recommended']], rules: {} });
      const problems = await spectral.run({ ...document });
      return problems.map(({ code, path, message }) => `${code} ${path.join('/')} ${message}`);
    },
  ],
];

let document: OpenApiDocument;
beforeAll(() => {
  document = openApiOf('0.0.0-test', 'http://127.0.0.1:10002');
});

describe.each(linters)('%s', (_, lint) => {
  test('has nothing to say about the document of the API', async () => {
    expect(await lint(document)).toEqual([]);
  }, 180_000);

  test('says what is wrong with a document that is', async () => {
    const { get } = document.paths['/v1/hosts'] ?? {};
    if (!get) throw new Error('there is no GET /v1/hosts');
    // without responses, and with an example in a form that its schema refuses
    const broken = { ...document, paths: { '/v1/hosts': { get: { ...get, responses: {} } } } };
    expect((await lint(broken as OpenApiDocument)).length).toBeGreaterThan(0);
  }, 180_000);
});
