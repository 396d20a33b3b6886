import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const sharedByParts =
  /[\\/]renderer[\\/](?:state|ui|link|actions)[\\/]|[\\/]shared[\\/]|node_modules[\\/](?:react|react-dom|scheduler|zustand|use-sync-external-store|lucide-react|@base-ui|@floating-ui)[\\/]/;

// The window's policy allows neither inline scripts nor styles nor data: addresses, so nothing may be inlined.
export default defineConfig({
  root: fromRoot("renderer"),
  base: "./",
  publicDir: fromRoot("renderer/public"),
  cacheDir: fromRoot("build/out/vite"),
  plugins: [react()],
  build: {
    outDir: fromRoot("build/out/renderer"),
    emptyOutDir: true,
    target: "chrome140",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      output: {
        // What several parts share goes into one file: a start costs requests more than it costs bytes.
        codeSplitting: { groups: [{ name: "base", test: sharedByParts }] },
      },
    },
  },
});
