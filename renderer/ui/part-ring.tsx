const radius = 3.6;
const round = 2 * Math.PI * radius;

/** A ring that is filled as far as something has come, from 0 to 1: calm, and of no colour that says how it went. */
export function PartRing({ fill, size = 14 }: { fill: number; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true" stroke="currentColor">
      <circle cx="8" cy="8" r="6.6" strokeWidth="1.6" strokeDasharray={fill === 0 ? "2.3 1.85" : undefined} />
      {fill > 0 && fill < 1 && (
        <circle cx="8" cy="8" r="1.8" strokeWidth={radius} strokeDasharray={`${(fill * round) / 2} ${round}`} transform="rotate(-90 8 8)" />
      )}
      {fill >= 1 && <circle cx="8" cy="8" r="3.6" fill="currentColor" stroke="none" />}
    </svg>
  );
}
