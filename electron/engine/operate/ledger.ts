import type { ProjectId } from "../../../shared/ids.ts";
import type { Store, Tables } from "../store/store.ts";

/** What is written: mostly of services alone. */
type Change = (services: Tables["services"], tables: Tables) => void;

/** Another host has been found in our place: nothing may be done any more. */
class Superseded extends Error {}

/**
 * What a host has to write and to do, in order: nothing is done before what it stands for is written. What cannot be
 * written now, because the disk is full or the history locked, is written later, with all that comes after it.
 */
export class Ledger {
  readonly #store: Store;
  readonly #project: ProjectId;
  readonly #socket: string;
  readonly #onSuperseded: () => void;
  #changes: Change[] = [];
  #effects: (() => void)[] = [];

  constructor(store: Store, project: ProjectId, socket: string, onSuperseded: () => void) {
    this.#store = store;
    this.#project = project;
    this.#socket = socket;
    this.#onSuperseded = onSuperseded;
  }

  /** Adds a change, which is written with the next `flush`. */
  change(action: Change): void {
    this.#changes.push(action);
  }

  /** Adds what is done as soon as all changes before it are written. */
  afterwards(effect: () => void): void {
    this.#effects.push(effect);
  }

  /** Whether this is the host still; finding out that it is not ends it. */
  isHost(): boolean {
    const socket = this.#store.read(({ services }) => services.host(this.#project));
    if (!socket.ok || socket.value === this.#socket) return true;
    this.#onSuperseded();
    return false;
  }

  get isEmpty(): boolean {
    return this.#changes.length === 0 && this.#effects.length === 0;
  }

  /** Writes all changes at once, then does what waits for them. False when they could not be written. */
  flush(): boolean {
    const changes = this.#changes;
    if (changes.length > 0 && !this.#write(changes)) return false;
    this.#changes = [];
    const effects = this.#effects;
    this.#effects = [];
    for (const effect of effects) effect();
    return true;
  }

  #write(changes: readonly Change[]): boolean {
    try {
      return this.#store.write((tables) => {
        if (tables.services.host(this.#project) !== this.#socket) throw new Superseded();
        for (const change of changes) change(tables.services, tables);
      }).ok;
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      this.#onSuperseded();
      return false;
    }
  }
}
