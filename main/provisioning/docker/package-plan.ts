/** What the package manager's own simulation says that it would do. */
export interface PackagePlan {
  readonly added: readonly string[];
  readonly upgraded: readonly string[];
  readonly removed: readonly string[];
  /** packages of others whose installation was cut off, which come first */
  readonly unfinished: readonly string[];
}

/** Lines of apt-get install -s: `Inst NAME (new)`, `Inst NAME [old] (new)`, `Remv NAME [old]`. */
export function parseAptPlan(output: string): PackagePlan {
  const names = (pattern: RegExp) =>
    [...output.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return {
    added: names(/^Inst (\S+) \((?!.*\[\S+ => )/gm),
    upgraded: names(/^Inst (\S+) \[/gm),
    removed: names(/^Remv (\S+)/gm),
    unfinished: names(/^unfinished=(\S+)/gm),
  };
}

const DNF_TITLE = /^(?:Installing|Upgrading|Removing|Downgrading|Transaction Summary)/;
const DNF_SECTIONS: Readonly<Record<string, 'added' | 'upgraded' | 'removed'>> = {
  Installing: 'added',
  Upgrading: 'upgraded',
  Removing: 'removed',
};

/** The table that dnf shows before it asks: a section for each kind, a package in each line. */
export function parseDnfPlan(output: string): PackagePlan {
  const found = { added: [] as string[], upgraded: [] as string[], removed: [] as string[] };
  let section: keyof typeof found | undefined;
  for (const line of output.split('\n')) {
    const title = DNF_TITLE.exec(line)?.[0];
    if (title !== undefined) {
      section = DNF_SECTIONS[title];
      continue;
    }
    const name = /^ (\S+) +(\S+) +(\S+) +\S+ +[\d.]+( |$)/.exec(line)?.[1];
    if (section && name) found[section].push(name);
  }
  return { ...found, unfinished: [] };
}

/** Paragraphs of zypper: a sentence that says what happens, and the names below it. */
export function parseZypperPlan(output: string): PackagePlan {
  const names = (pattern: RegExp) => {
    const match = pattern.exec(output);
    return match?.[1]?.split(/\s+/).filter(Boolean) ?? [];
  };
  return {
    added: names(/NEW packages? (?:is|are) going to be installed:\n((?: {2}.*\n?)+)/),
    upgraded: names(/packages? (?:is|are) going to be upgraded:\n((?: {2}.*\n?)+)/),
    removed: names(/packages? (?:is|are) going to be REMOVED:\n((?: {2}.*\n?)+)/),
    unfinished: [],
  };
}

const list = (names: readonly string[]) => names.join(', ');

/** What will be done, as an operator reads it in a plan. @param plan undefined: not known before */
export function describePlan(manager: string, plan: PackagePlan | undefined): string {
  if (!plan) return `Install Docker with ${manager}, which reads its lists of packages anew first`;
  const parts = [
    `Install Docker with ${manager}`,
    plan.added.length > 0 ? `: ${list(plan.added)}` : '',
    plan.upgraded.length > 0 ? `; upgrade ${list(plan.upgraded)}` : '',
    plan.unfinished.length > 0 ? `; first finish the installation of ${list(plan.unfinished)}` : '',
  ];
  return parts.join('');
}
