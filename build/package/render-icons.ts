import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright";
import { type IconPicture, icnsFile, icnsSizes, icoFile } from "./icon-containers.ts";

/*
 * Draws every picture of the application from icon.svg: `node build/package/render-icons.ts`, after the drawing was
 * changed. The results are committed, so that nobody needs a browser to build a package.
 */

const folder = import.meta.dirname;
const drawing = readFileSync(join(folder, "icon.svg"), "utf8");

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];

/** Below this size spokes run together: the wheel goes without them, is larger and has a bolder rim. */
const plainBelow = 40;
const plainStyle = "#spokes{display:none}#mark{transform:translate(512px,500px) scale(33)}#boards{stroke-width:2.6}#rim{stroke-width:2.3}";

/** The square without the margin that only macOS wants. */
function squareDrawing(size: number): string {
  return withStyle(drawing.replace('viewBox="0 0 1024 1024"', 'viewBox="100 100 824 824"'), size < plainBelow ? plainStyle : "");
}

function withStyle(svg: string, style: string): string {
  return style === "" ? svg : svg.replace("<defs>", `<style>${style}</style><defs>`);
}

/** The wheel alone for the tray, in one colour, turned by `degrees`, with a red dot if something broke. */
function trayDrawing(colour: string, degrees: number, hasDot: boolean): string {
  const [, mark] = /<g id="mark"[^>]*>(.*?)<\/g>/s.exec(drawing) ?? [];
  if (mark === undefined) throw new Error("icon.svg has no group named mark.");
  const wheel = mark.replaceAll("url(#wheel)", colour);
  // The dot stands free of the wheel, so that its shape is seen without its colour, too.
  const hole = hasDot
    ? '<mask id="m"><rect x="-12" y="-12" width="24" height="24" fill="#fff"/><circle cx="7" cy="7" r="6.2" fill="#000"/></mask>'
    : "";
  const dot = hasDot ? '<circle cx="7" cy="7" r="4.4" fill="#f45d50"/>' : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 24 24"><style>#spokes{display:none}#boards{stroke-width:2.6}#rim{stroke-width:2.2}</style>${hole}<g${hasDot ? ' mask="url(#m)"' : ""}><g transform="rotate(${degrees})" fill="none" stroke="${colour}" stroke-linejoin="round">${wheel}</g></g>${dot}</svg>`;
}

async function render(browser: Browser, svg: string, size: number): Promise<IconPicture> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  await page.setContent(`<body style="margin:0"><img width="${size}" height="${size}" style="display:block" src="${source}">`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return { size, png };
}

async function renderAll(browser: Browser, draw: (size: number) => string, sizes: readonly number[]): Promise<IconPicture[]> {
  const pictures: IconPicture[] = [];
  for (const size of sizes) pictures.push(await render(browser, draw(size), size));
  return pictures;
}

/** One tray picture in the sizes of plain and of double density, which Electron finds by their names. */
async function writeTray(browser: Browser, name: string, svg: string): Promise<void> {
  const [plain, double] = await renderAll(browser, () => svg, [16, 32]);
  if (plain) writeFileSync(join(folder, "tray", `${name}.png`), plain.png);
  if (double) writeFileSync(join(folder, "tray", `${name}@2x.png`), double.png);
}

/** A teal between those of the two themes: task bars are dark or light, and nobody tells which. */
const trayTeal = "#14a5a1";
/** macOS colours template pictures itself and looks at their opacity only. */
const template = "#000000";
/** An eighth of a turn in four steps. */
const frameDegrees = [0, 11.25, 22.5, 33.75];

const debian = "/usr/bin/chromium";
const browser = await chromium.launch(existsSync(chromium.executablePath()) ? {} : { executablePath: debian, args: ["--no-sandbox"] });
for (const part of ["icons", "tray"]) {
  rmSync(join(folder, part), { recursive: true, force: true });
  mkdirSync(join(folder, part));
}
for (const { size, png } of await renderAll(browser, squareDrawing, linuxSizes))
  writeFileSync(join(folder, "icons", `${size}x${size}.png`), png);
writeFileSync(join(folder, "icon.ico"), icoFile(await renderAll(browser, squareDrawing, windowsSizes)));
writeFileSync(join(folder, "icon.icns"), icnsFile(await renderAll(browser, () => drawing, icnsSizes)));
await writeTray(browser, "idle", trayDrawing(trayTeal, 0, false));
await writeTray(browser, "idleTemplate", trayDrawing(template, 0, false));
await writeTray(browser, "broken", trayDrawing(trayTeal, 0, true));
for (const [frame, degrees] of frameDegrees.entries()) {
  await writeTray(browser, `running-${frame}`, trayDrawing(trayTeal, degrees, false));
  await writeTray(browser, `running-${frame}Template`, trayDrawing(template, degrees, false));
}
await browser.close();
