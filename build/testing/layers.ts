import { tool } from '../commands/tool.ts';
import type { Need } from './machine.ts';

/** Programs whose exit code is the result: each counts as one test. */
export interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

/** What a layer keeps busy: practice hosts, with much waiting, or processors and files. */
export type Lane = 'hosts' | 'processors';

interface LayerBase {
  readonly name: string;
  /**
   * The layer's own time limit; the run as a whole has one too. Several times what it takes alone:
   * layers share the processors, and those without practice hosts have the lower priority.
   */
  readonly minutes: number;
  /** Without these the layer cannot run at all. */
  readonly needs: readonly Need[];
  /** Layers of one lane run one after the other, beside those of the other lane. */
  readonly lane: Lane;
  /** The layer of the other lane whose files this one needs as they are in the end. */
  readonly after?: string;
}

export interface CheckLayer extends LayerBase {
  readonly kind: 'checks';
  readonly checks: readonly Check[];
}

export interface TestLayer extends LayerBase {
  readonly kind: 'tests';
  /** Finds the layer's test files in the repository. */
  readonly files: RegExp;
  /** Arguments for Node: the test runner and how it is to run this layer. */
  readonly args: readonly string[];
  /** Whether the tests meet a Secret Service, where the machine can have one. */
  readonly keyring: boolean;
}

export type Layer = CheckLayer | TestLayer;

function vitest(...projects: string[]): string[] {
  const reporter = './build/testing/vitest-reporter.ts';
  const which = projects.flatMap((project) => ['--project', project]);
  return [tool('vitest'), 'run', ...which, '--reporter', 'default', '--reporter', reporter];
}

/** All layers, those of one lane in the order in which they run. */
export const LAYERS: readonly Layer[] = [
  {
    name: 'types',
    lane: 'processors',
    kind: 'checks',
    minutes: 10,
    needs: [],
    checks: [{ name: 'tsc', args: [tool('tsc', 'typescript'), '--noEmit'] }],
  },
  {
    name: 'lint',
    lane: 'processors',
    kind: 'checks',
    minutes: 10,
    needs: [],
    checks: [
      { name: 'oxlint', args: [tool('oxlint'), '--type-aware', '--deny-warnings'] },
      { name: 'format', args: [tool('oxfmt'), '--check'] },
      { name: 'unused code', args: [tool('knip')] },
      { name: 'architecture', args: ['build/checks/arrows.ts'] },
      { name: 'lock file', args: ['build/checks/lock-file.ts'] },
      { name: 'registry hosts', args: ['build/checks/registry-hosts.ts'] },
      { name: 'lone clone', args: ['build/checks/clone.ts'] },
    ],
  },
  {
    name: 'unit',
    lane: 'processors',
    kind: 'tests',
    minutes: 25,
    needs: [],
    files: /^(main|shared|renderer|build)\/.*\.test\.tsx?$/,
    args: vitest('unit'),
    keyring: true,
  },
  {
    name: 'contract',
    lane: 'processors',
    kind: 'tests',
    minutes: 20,
    needs: [],
    files: /^test\/contract\/.*\.test\.ts$/,
    args: vitest('contract'),
    keyring: true,
  },
  {
    name: 'integration',
    lane: 'hosts',
    kind: 'tests',
    minutes: 60,
    needs: ['lab'],
    files: /^test\/(lab|integration|faults|crash|demo)\/.*\.test\.ts$/,
    args: vitest('integration', 'alone'),
    keyring: true,
  },
  {
    name: 'build',
    lane: 'processors',
    kind: 'checks',
    minutes: 8,
    needs: [],
    checks: [
      { name: 'electron-vite', args: ['build/commands/build.ts'] },
      { name: 'built files', args: ['build/checks/built-files.ts'] },
    ],
  },
  {
    name: 'desktop',
    lane: 'processors',
    kind: 'tests',
    minutes: 20,
    needs: ['browser'],
    files: /^test\/desktop\/.*\.test\.ts$/,
    args: vitest('desktop'),
    keyring: true,
  },
  {
    name: 'e2e',
    lane: 'hosts',
    after: 'build',
    kind: 'tests',
    minutes: 20,
    needs: ['browser', 'lab'],
    files: /^test\/e2e\/.*\.spec\.ts$/,
    args: [tool('playwright', '@playwright/test'), 'test'],
    keyring: true,
  },
];
