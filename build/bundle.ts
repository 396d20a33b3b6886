import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { type Plugin, type RolldownOptions, type RolldownOutput, rolldown } from "rolldown";
import { build as buildWindow } from "vite";
import { pipelineJsonSchema } from "../shared/pipeline/definition.ts";
import { sourceFingerprint, stampFile } from "./bootstrap/freshness.mjs";
import { outFolder, root } from "./bootstrap/root.mjs";

/*
 * Makes build/out from the sources: the programs of plain Node, the Electron shell with its preload, and the window.
 * Run it with Node 24, which takes the types off by itself.
 */

/** The programs of plain Node: each becomes a launcher `<name>.js` beside its bundled `<name>.main.js`. */
const programs = ["ask", "cli", "run-host", "service-host", "monitor-host", "deploy-program", "engine-process"];

/** Programs of threads that those start. */
const threads = { "report-thread": "electron/engine/test/report-thread.ts", "search-worker": "electron/entry/search-worker.ts" };

const native = ["better-sqlite3"];
const builtIn = [...builtinModules, /^node:/];

/**
 * The programs of plain Node carry SQLite's JavaScript within them: to find and open its fourteen small files would take
 * a tenth of the command line's start. Its binary stays in the package, which is where this makes it look.
 */
const sqliteInside: Plugin = {
  name: "sqlite-inside",
  transform: {
    filter: { id: /\/better-sqlite3\/lib\/binding\.js$/ },
    handler(code) {
      const moved = code.replaceAll("__dirname, '..'", "__dirname, '../../../node_modules/better-sqlite3'");
      if (moved === code) throw new Error("better-sqlite3 finds its binary in another way than this build knows.");
      return moved;
    },
  },
};

async function bundle(options: RolldownOptions): Promise<RolldownOutput> {
  const build = await rolldown({
    ...options,
    cwd: root,
    onLog(level, log, report) {
      // A library's own circles and eval are not ours to mend.
      if (log.code !== "CIRCULAR_DEPENDENCY" && log.code !== "EVAL") report(level, log);
    },
  });
  const written = await build.write(Array.isArray(options.output) ? options.output[0] : options.output);
  await build.close();
  return written;
}

/** A part that needs a program would start that program within every other one: a run host would be a command line. */
function refuseSharedPrograms({ output }: RolldownOutput): void {
  const chunks = output.filter((file) => file.type === "chunk");
  const started = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const { fileName, imports } of chunks) {
    const program = imports.find((name) => started.has(name));
    if (program !== undefined) throw new Error(`${fileName} needs ${program}: name what they share in \`chunkGroups\`.`);
  }
}

/**
 * What nearly every command needs, in two files instead of one for each source: finding and opening a file costs the
 * command line more than the code in it, and its start is a promised number.
 */
const chunkGroups = [
  {
    name: "base",
    test: /\/(package\.json|shared\/[^/]+\.ts|electron\/entry\/(places|cli\/(arguments|[a-z-]+-commands|command|commands|exit-codes|fail|output|print|run-cli|visible|whole-number))\.ts|electron\/engine\/(clock|data-folder)\.ts)$/,
  },
  {
    name: "store",
    test: /\/(node_modules\/better-sqlite3\/.*\.js|shared\/pipeline\/(matrix|plan|report-globs|variable-names)\.ts|electron\/(engine\/store\/.*|entry\/cli\/history)\.ts)$/,
  },
];

/**
 * CommonJS, which starts a quarter faster: the loader for ESM, and the complete view of each built-in module that it
 * makes (of `node:crypto` with all of web crypto), cost more than our own code. Everything lands flat in one folder, so
 * that `join(import.meta.dirname, "run-host.js")` is right from whatever chunk it ends up in.
 */
async function bundlePrograms(): Promise<void> {
  const folder = join(outFolder, "node");
  const entries = programs.map((name) => [`${name}.main`, `electron/entry/${name}.ts`] as const);
  const written = await bundle({
    input: { ...Object.fromEntries(entries), ...threads },
    platform: "node",
    external: builtIn,
    plugins: [sqliteInside],
    // By this, what one build has remembered is not taken for true by another.
    transform: { target: "node24", define: { "process.env.MILLRACE_BUILD": JSON.stringify(fingerprint) } },
    preserveEntrySignatures: "allow-extension",
    output: {
      dir: folder,
      format: "cjs",
      entryFileNames: "[name].js",
      chunkFileNames: "chunk-[name]-[hash].js",
      codeSplitting: { includeDependenciesRecursively: false, groups: chunkGroups },
    },
  });
  refuseSharedPrograms(written);
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  copyFileSync(join(root, "build/launcher/packaged-node.cjs"), join(folder, "packaged-node.cjs"));
  for (const name of programs) {
    const launcher = join(folder, `${name}.js`);
    copyFileSync(join(root, "build/launcher/launch.cjs"), launcher);
    chmodSync(launcher, 0o755);
  }
}

async function bundleShell(): Promise<void> {
  await bundle({
    input: { main: "electron/shell/main.ts" },
    platform: "node",
    external: ["electron", ...builtIn, ...native],
    transform: { target: "node24" },
    output: { dir: join(outFolder, "shell"), format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunk-[name]-[hash].js" },
  });
}

/** A sandboxed preload script can load nothing but `electron`: it has to be one CommonJS file. */
async function bundlePreload(): Promise<void> {
  await bundle({
    input: { preload: "electron/preload/preload.ts" },
    platform: "browser",
    external: ["electron"],
    output: { dir: join(outFolder, "preload"), format: "cjs", entryFileNames: "preload.cjs", codeSplitting: false },
  });
}

async function bundleRenderer(): Promise<void> {
  await buildWindow({ configFile: join(root, "build/config/vite.config.ts"), logLevel: "warn" });
}

/** The sample project, which the engine copies to a folder of the person's own. */
async function copySample(): Promise<void> {
  cpSync(join(root, "build/sample"), join(outFolder, "sample"), { recursive: true });
}

async function writePipelineSchema(): Promise<void> {
  writeFileSync(join(outFolder, "millrace.schema.json"), `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
}

// Taken before the build reads the sources: an edit made meanwhile makes the next start build again.
const fingerprint = sourceFingerprint();
const startedAt = performance.now();
rmSync(outFolder, { recursive: true, force: true });
mkdirSync(outFolder, { recursive: true });
try {
  for (const make of [writePipelineSchema, copySample, bundlePrograms, bundleShell, bundlePreload, bundleRenderer]) await make();
  writeFileSync(stampFile, fingerprint);
  console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
} catch (error) {
  // The bundlers' messages name file, line and cause; their own stack helps nobody.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
