// crash [--labs N]: cuts create, add, remove and delete off at every boundary of their journals.
import { parseArgs } from 'node:util';
import { downOnSignals, labSupport } from '../lab/index.ts';
import { enumerate, type Enumerated, type Finding } from './enumerate.ts';

const UNSUPPORTED = 3;

const { values } = parseArgs({ options: { labs: { type: 'string', default: '2' } } });
const labs = Math.max(1, Number(values.labs) || 1);
const began = Date.now();

function say({ kind, boundary, differences }: Finding): void {
  const seconds = `${Math.round((Date.now() - began) / 1000)} s`.padStart(6);
  const verdict = differences.length === 0 ? 'same end' : 'DIFFERENT END';
  console.log(`${seconds}  ${kind.padEnd(15)} ${boundary.padEnd(45)} ${verdict}`);
  for (const line of differences) console.log(`          ${line}`);
}

function report(lanes: readonly Enumerated[]): number {
  const findings = lanes.flatMap((lane) => lane.findings);
  const different = findings.filter((finding) => finding.differences.length > 0);
  const counts = [...(lanes[0]?.boundaries ?? [])].map(([kind, count]) => `${kind} ${count}`);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  console.log(`boundaries: ${counts.join(', ')}`);
  console.log(`${findings.length} cut off, ${different.length} ended differently, ${minutes} min`);
  return different.length === 0 ? 0 : 1;
}

const names = Array.from({ length: labs }, (_, index) => `crash-${process.pid}-${index}`);
downOnSignals();
const support = await labSupport();
if (support.ok) {
  const lanes = names.map((name, first) => enumerate({ name, first, every: labs, onFinding: say }));
  process.exitCode = report(await Promise.all(lanes));
} else {
  process.stderr.write(`crash: ${support.reason}\n`);
  process.exitCode = UNSUPPORTED;
}
