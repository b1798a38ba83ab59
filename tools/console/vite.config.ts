import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Where `vite` (npm run dev) finds an engine: TOCSIN_AT=http://127.0.0.1:8420.
const engine = process.env.TOCSIN_AT ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [svelte()],
  base: "/page/",
  build: {
    target: "es2022",
    // One flat folder: the server's route is /page/{file}, and every name but index.html's and
    // the icon's carries a hash of what is in it.
    assetsDir: "",
    modulePreload: { polyfill: false },
    // A data: style sheet or font would break the policy; small files stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      "/api": { target: engine, ws: true, changeOrigin: true, headers: { Origin: engine } },
      "/readyz": engine,
      "/healthz": engine,
    },
  },
  resolve: {
    alias: { "~": new URL("./src", import.meta.url).pathname },
    ...(process.env.VITEST ? { conditions: ["browser"] } : {}),
  },
  test: { include: ["test/**/*.test.ts"], environment: "node", setupFiles: ["test/setup.mjs"] },
});
