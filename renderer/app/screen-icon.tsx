import {
  Activity,
  ChartNoAxesCombined,
  CirclePlay,
  FlaskConical,
  GitBranch,
  Layers,
  Infinity as Loop,
  type LucideIcon,
  ServerCog,
  SlidersHorizontal,
  SquareKanban,
  Tag,
} from "lucide-react";
import type { Screen } from "../state/route.ts";

const icons: Record<Screen, LucideIcon> = {
  loop: Loop,
  runs: CirclePlay,
  tests: FlaskConical,
  plan: SquareKanban,
  code: GitBranch,
  releases: Tag,
  environments: Layers,
  services: ServerCog,
  monitors: Activity,
  insights: ChartNoAxesCombined,
  settings: SlidersHorizontal,
};

/** A screen's picture in the rail and the palette. */
export function ScreenIcon({ screen, size = 16 }: { screen: Screen; size?: number }) {
  const Icon = icons[screen];
  return <Icon size={size} strokeWidth={size >= 24 ? 1.5 : 1.75} aria-hidden="true" />;
}
