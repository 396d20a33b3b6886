import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

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
  },
});
