import { type ComponentType, type ReactNode, useEffect, useState } from "react";

/** A component that is fetched when it is first drawn, or ahead of that. */
export type Late<Props> = ComponentType<Props> & {
  /** Fetches it ahead; it is drawn at once afterwards. */
  readonly fetch: () => Promise<void>;
};

/**
 * Makes one. Until it is there `meanwhile` stands for it; what cannot be fetched is thrown into the nearest error boundary, and
 * fetched anew when it is drawn again. Not React's own `lazy`: whatever suspends at a click, also what was fetched long before, is
 * kept from the screen for 300 ms by React.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (props: Props) => ReactNode = () => null,
): Late<Props> {
  const part = new LatePart(load, meanwhile);
  const draw = (props: Props) => <Drawn part={part} props={props} />;
  return Object.assign(draw, { fetch: () => part.fetch() });
}

class LatePart<Props> {
  readonly #load: () => Promise<ComponentType<Props>>;
  readonly meanwhile: (props: Props) => ReactNode;
  component: ComponentType<Props> | null = null;
  #loading: Promise<void> | null = null;

  constructor(load: () => Promise<ComponentType<Props>>, meanwhile: (props: Props) => ReactNode) {
    this.#load = load;
    this.meanwhile = meanwhile;
  }

  fetch(): Promise<void> {
    this.#loading ??= this.#load().then(
      (component) => {
        this.component = component;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}

function Drawn<Props extends object>({ part, props }: { part: LatePart<Props>; props: Props }) {
  const [state, setState] = useState<{ readonly error: unknown } | "coming" | "there">("coming");
  useEffect(() => {
    if (part.component !== null) return;
    let isGone = false;
    part.fetch().then(
      () => isGone || setState("there"),
      (error: unknown) => isGone || setState({ error }),
    );
    return () => {
      isGone = true;
    };
  }, [part]);
  if (typeof state === "object") throw state.error;
  const { component: Loaded, meanwhile } = part;
  return Loaded === null ? meanwhile(props) : <Loaded {...props} />;
}
