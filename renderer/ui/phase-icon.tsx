import { Activity, CodeXml, FlaskConical, Hammer, type LucideIcon, Rocket, ServerCog, SquareKanban, Tag } from "lucide-react";
import type { Phase } from "../../shared/pipeline/phases.ts";

const icons: Record<Phase, LucideIcon> = {
  plan: SquareKanban,
  code: CodeXml,
  build: Hammer,
  test: FlaskConical,
  release: Tag,
  deploy: Rocket,
  operate: ServerCog,
  monitor: Activity,
};

const names: Record<Phase, string> = {
  plan: "Plan",
  code: "Code",
  build: "Build",
  test: "Test",
  release: "Release",
  deploy: "Deploy",
  operate: "Operate",
  monitor: "Monitor",
};

/** A phase's name as it is written for people. */
export function phaseName(phase: Phase): string {
  return names[phase];
}

/** A phase's picture. */
export function PhaseIcon({ phase, size = 16, className }: { phase: Phase; size?: number; className?: string | undefined }) {
  const Icon = icons[phase];
  return <Icon size={size} strokeWidth={iconStroke(size)} aria-hidden="true" className={className} />;
}

/** The line width that makes icons of different sizes look equally heavy. */
export function iconStroke(size: number): number {
  return size <= 14 ? 2 : size >= 24 ? 1.5 : 1.75;
}
