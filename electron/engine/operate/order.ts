/** As much of a service as its place among the others takes. */
export interface Needy {
  readonly name: string;
  readonly needs: readonly string[];
}

/** The named services and all that they need, directly or not. */
export function neededBy(services: readonly Needy[], names: ReadonlySet<string>): Set<string> {
  return closure(names, (name) => services.find((service) => service.name === name)?.needs ?? []);
}

/** The named services and all that need them, directly or not. */
export function needing(services: readonly Needy[], names: ReadonlySet<string>): Set<string> {
  return closure(names, (name) => services.filter(({ needs }) => needs.includes(name)).map((service) => service.name));
}

function closure(names: ReadonlySet<string>, next: (name: string) => readonly string[]): Set<string> {
  const all = new Set(names);
  // A set tells those that are added while it is gone through, too.
  for (const name of all) for (const further of next(name)) all.add(further);
  return all;
}
