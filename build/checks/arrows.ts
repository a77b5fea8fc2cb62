// The architecture check: which room and which file imports which, who knows Electron, where SQL
// stands, how long files are.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { report, repositoryFiles, type Offence } from './check.ts';
import { circlesOf } from './circles.ts';
import { EXCEPTIONS, SQL, type Exception } from './exceptions.ts';
import { FEATURES, forbiddenArrow, OWNED, roomOf, SIDEWAYS, WINGS } from './house.ts';
import { importsOf } from './imports.ts';
import { sqlLines } from './sql.ts';

const MAX_LINES = 400;
const SOURCES = /^(main|shared|renderer|test|build)\/.*\.(ts|tsx|mjs|cjs|sh)$/;
const MODULES = /\.tsx?$/;
const PRODUCT = /^(main|shared|renderer)\//;
const STORE = 'main/store/';
/** Tests and what only tests use; they set their own world up, so they may reach for any room. */
const TESTING = /(\.test|\.testing)\.tsx?$|^renderer\/test\/|^(test|build)\//;

/** One thing found, and what an exception would have to name to allow it. */
interface Finding extends Offence {
  readonly to: string;
}

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** The imported file from the root; null for a package. */
  readonly to: string | null;
}

/**
 * Checks a tree of sources.
 * @param sources path from the root, with / between its parts, to the file's text
 * @param exceptions what is allowed nevertheless; each one has to be needed
 * @returns every offence against the house's rules
 */
export function checkArchitecture(
  sources: ReadonlyMap<string, string>,
  exceptions: readonly Exception[] = [],
): Offence[] {
  const imports = [...sources].flatMap(([file, text]) => importsIn(file, text));
  const findings: Finding[] = [
    ...imports.flatMap(packageFindings),
    ...imports.flatMap(arrowFindings),
    ...[...sources].flatMap(([file, text]) => sqlFindings(file, text)),
    ...circleFindings(imports, exceptions),
  ];
  const needed = new Set<Exception>();
  const offences = findings.filter(({ file, to }) => {
    const exception = exceptions.find((one) => file.startsWith(one.from) && to.startsWith(one.to));
    if (exception !== undefined) needed.add(exception);
    return exception === undefined;
  });
  return [
    ...[...sources].flatMap(([file, text]) => fileOffences(file, text)),
    ...offences,
    ...exceptions
      .filter((exception) => !needed.has(exception))
      .map(({ from, to }) => ({
        file: 'build/checks/exceptions.ts',
        message: `nothing needs the exception ${from} -> ${to} any more: take it off`,
      })),
  ];
}

/**
 * Checks the table of the house itself against a whole tree, so that its pictures are true: rooms
 * that are not there, or are there though planned, and arrows beside that nobody goes.
 */
export function checkTable(sources: ReadonlyMap<string, string>): Offence[] {
  const file = 'build/checks/house.ts';
  const product = [...sources.keys()].filter((path) => PRODUCT.test(path) && !TESTING.test(path));
  const built = new Set(product.map(roomOf));
  const rooms = WINGS.flatMap(({ floors }) => floors.flat()).flatMap(({ name, planned }) => {
    if (built.has(name) === (planned !== true)) return [];
    const message = planned === true ? 'is built: take "planned" off' : 'has no files';
    return [{ file, message: `${name} ${message}` }];
  });
  const arrows = new Set(
    product
      .flatMap((path) => importsIn(path, sources.get(path) ?? ''))
      .map(
        ({ file: from, to }) => `${roomOf(from) ?? ''} ${to === null ? '' : (roomOf(to) ?? '')}`,
      ),
  );
  const unused = SIDEWAYS.filter(({ from, to }) => !arrows.has(`${from} ${to}`));
  const message = (from: string, to: string) =>
    `nobody goes the arrow ${from} -> ${to}: take it off`;
  return [...rooms, ...unused.map(({ from, to }) => ({ file, message: message(from, to) }))];
}

function importsIn(file: string, text: string): Import[] {
  if (!MODULES.test(file)) return [];
  return importsOf(file, text).map(({ specifier, line }) => ({
    file,
    line,
    specifier,
    to: specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : null,
  }));
}

function fileOffences(file: string, text: string): Offence[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const tooLong = lines > MAX_LINES ? [{ file, message: `${lines} lines, over ${MAX_LINES}` }] : [];
  const homeless =
    PRODUCT.test(file) && MODULES.test(file) && !TESTING.test(file) && roomOf(file) === null
      ? [{ file, message: 'the house has no such room (build/checks/house.ts)' }]
      : [];
  return [...tooLong, ...homeless];
}

function packageFindings({ file, line, specifier, to }: Import): Finding[] {
  if (to !== null || !PRODUCT.test(file)) return [];
  const owned = OWNED.find(
    ({ package: name }) => specifier === name || specifier.startsWith(`${name}/`),
  );
  if (owned !== undefined && !owned.by.some((path) => file.startsWith(path))) {
    if (owned.inTests && TESTING.test(file)) return [];
    const message = `only ${owned.by.join(', ')} may import ${owned.package}`;
    return [{ file, line, to: specifier, message }];
  }
  if (/^(shared|renderer)\//.test(file) && specifier.startsWith('node:') && !TESTING.test(file)) {
    const message = `runs in the browser too and may not import ${specifier}`;
    return [{ file, line, to: specifier, message }];
  }
  return [];
}

function arrowFindings({ file, line, to }: Import): Finding[] {
  if (to === null || !PRODUCT.test(file) || TESTING.test(file)) return [];
  const message = forbiddenImport(file, to);
  return message === null ? [] : [{ file, line, to, message }];
}

function forbiddenImport(file: string, to: string): string | null {
  if (PRODUCT.test(to) && TESTING.test(to)) return `only tests may import ${to}`;
  const from = roomOf(file);
  const forbidden = from === null ? null : forbiddenArrow(from, roomOf(to) ?? to);
  if (forbidden !== null) return forbidden;
  // The frame mounts the features' pages; features themselves know each other from the outside.
  const [own, feature] = [featureOf(file), featureOf(to)];
  if (own === null || feature === null || own === feature) return null;
  return /^index\.tsx?$/.test(to.slice(feature.length))
    ? null
    : `${to} is inside of a feature, which others know by ${feature}index.ts alone`;
}

function featureOf(file: string): string | null {
  return new RegExp(`^${FEATURES}/[^/]+/`).exec(file)?.[0] ?? null;
}

function sqlFindings(file: string, text: string): Finding[] {
  const mayHold = !file.startsWith('main/') || file.startsWith(STORE) || TESTING.test(file);
  if (mayHold || !MODULES.test(file)) return [];
  const message = `SQL stands in ${STORE} alone`;
  return sqlLines(file, text).map((line) => ({ file, line, to: SQL, message }));
}

/** A circle is a finding of each import that is a part of it: an exception for one opens it. */
function circleFindings(imports: readonly Import[], exceptions: readonly Exception[]): Finding[] {
  const edges = imports.flatMap(({ file, to }) => (to === null ? [] : [{ from: file, to }]));
  const excepted = edges.filter(({ from, to }) =>
    exceptions.some((one) => from.startsWith(one.from) && to.startsWith(one.to)),
  );
  const onCircles = new Set(circlesOf(edges).flatMap((circle) => pairs(circle)));
  return [
    ...excepted
      .filter(({ from, to }) => onCircles.has(`${from} ${to}`))
      .map(({ from, to }) => ({ file: from, to, message: 'part of a circle' })),
    ...circlesOf(edges.filter((edge) => !excepted.includes(edge))).map((circle) => ({
      file: circle[0] ?? '',
      to: circle[1] ?? '',
      message: `a circle of imports: ${circle.join(' -> ')}`,
    })),
  ];
}

function pairs(circle: readonly string[]): string[] {
  return circle.slice(1).map((to, index) => `${circle[index] ?? ''} ${to}`);
}

if (import.meta.main) {
  const files = repositoryFiles(ROOT, SOURCES);
  const sources = new Map<string, string>();
  for (const file of files) sources.set(file, readFileSync(join(ROOT, file), 'utf8'));
  report(
    [...checkArchitecture(sources, EXCEPTIONS), ...checkTable(sources)],
    `${files.length} files: every arrow points down, no circle, ${EXCEPTIONS.length} exceptions`,
  );
}
