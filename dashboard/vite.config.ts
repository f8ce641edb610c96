import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

const hub = process.env["PAIDOUT_URL"] ?? "http://127.0.0.1:8080"
const hubPaths = ["/v1", "/auth", "/docs", "/openapi.json", "/in", "/sandbox"]

/** `npm run dashboard` serves it from its sources beside a running hub; a build is what ships. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The hub puts a fresh nonce in its place with every answer.
  html: { cspNonce: "PAIDOUT_CSP_NONCE" },
  build: {
    outDir: "../dist/dashboard",
    emptyOutDir: true,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // React, Mantine and the router, of which every page needs most; 184 kB as it is sent.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    // The first ones that know `light-dark()`.
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
  },
  server: { proxy: Object.fromEntries(hubPaths.map((path) => [path, { target: hub }])) },
})
