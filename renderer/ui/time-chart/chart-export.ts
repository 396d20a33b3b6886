import { type ChartUnit, lineToken, type TimeLine, type TimeMark } from "./chart-model.ts";
import { formatStep } from "./chart-times.ts";

/** What a file is made of. */
export interface ExportedChart {
  readonly title: string;
  readonly at: readonly number[];
  readonly stepMs: number;
  readonly unit: ChartUnit;
  readonly lines: readonly TimeLine[];
  readonly marks: readonly TimeMark[];
}

/** A chart as a picture, with its title, what its lines mean, and its time: it is understood where it is pasted. */
export async function chartPicture(canvas: HTMLCanvasElement, chart: ExportedChart, from: number, to: number): Promise<Blob | null> {
  const style = getComputedStyle(canvas);
  const color = (token: string) => style.getPropertyValue(token).trim();
  const scale = devicePixelRatio;
  const padding = 16 * scale;
  const headPx = 48 * scale;
  const picture = document.createElement("canvas");
  picture.width = canvas.width + 2 * padding;
  picture.height = canvas.height + headPx + 2 * padding;
  const pen = picture.getContext("2d");
  if (pen === null) return null;
  pen.fillStyle = color("--surface");
  pen.fillRect(0, 0, picture.width, picture.height);
  const write = (text: string, x: number, y: number, token: string, font: string): number => {
    pen.font = font.replace(/\d+px/, (size) => `${Number.parseInt(size, 10) * scale}px`);
    pen.fillStyle = color(token);
    pen.fillText(text, x, y);
    return pen.measureText(text).width;
  };
  const family = "'Inter Variable', system-ui, sans-serif";
  const titleWidth = write(chart.title, padding, padding + 12 * scale, "--text", `600 14px ${family}`);
  const time = `${formatStep(from, chart.stepMs)} to ${formatStep(to, chart.stepMs)}`;
  write(time, padding + titleWidth + 12 * scale, padding + 12 * scale, "--text-2", `420 12px ${family}`);
  let left = padding;
  chart.lines.forEach((line, index) => {
    pen.fillStyle = color(lineToken(index));
    pen.fillRect(left, padding + 28 * scale, 14 * scale, 2 * scale);
    left += 20 * scale + write(line.name, left + 20 * scale, padding + 33 * scale, "--text-2", `420 12px ${family}`) + 16 * scale;
  });
  pen.drawImage(canvas, padding, padding + headPx);
  return new Promise((resolve) => picture.toBlob(resolve, "image/png"));
}

/** The name of an exported file: `home-latency-2026-10-08T1200.csv`. */
export function exportName(title: string, at: number, ending: "csv" | "png"): string {
  const stem = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${stem === "" ? "chart" : stem}-${new Date(at).toISOString().slice(0, 16).replace(":", "")}.${ending}`;
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
