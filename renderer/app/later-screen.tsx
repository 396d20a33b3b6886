import { screenName } from "../actions/all-actions.ts";
import type { Screen } from "../state/route.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ScreenDrawing } from "./drawings.tsx";
import styles from "./later-screen.module.css";

/** A screen whose engine this version does not have. */
export type LaterScreenName = Exclude<
  Screen,
  "loop" | "runs" | "tests" | "code" | "releases" | "environments" | "services" | "monitors" | "insights" | "settings"
>;

const texts: Record<LaterScreenName, { readonly will: string; readonly meanwhile: string }> = {
  plan: {
    will: "Work items as Markdown files in the repository, on a board that a team shares through git.",
    meanwhile: "Until then, the stages of the plan phase stand on the Loop.",
  },
};

/** What a screen will be, and that this version does not have it. */
export function LaterScreen({ screen }: { screen: LaterScreenName }) {
  const { will, meanwhile } = texts[screen];
  return (
    <section aria-labelledby="later-title" className={styles.page}>
      <h1 id="later-title" className={styles.title}>
        {screenName(screen)}
      </h1>
      <EmptyState drawing={<ScreenDrawing screen={screen} />} title="Not in this version yet">
        <p>{will}</p>
        <p className={styles.meanwhile}>{meanwhile}</p>
      </EmptyState>
    </section>
  );
}
