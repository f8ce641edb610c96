#!/usr/bin/env node
// In syntax that an old Node can read, so that it gets as far as the message below.
const version = process.versions.node.split(".").map(Number)
if (version[0] < 24 || (version[0] === 24 && version[1] < 12)) {
  process.stderr.write(
    "paidout: Paidout needs Node >= 24.12, this is " +
      process.version +
      ". In a checkout, `npm start` and `npm run paidout -- <command>`" +
      " use the one that `npm ci` brings.\n",
  )
  process.exit(1)
}

// Compiled once and kept: the next start is faster, and holds less memory.
// A checkout runs its sources, so that a stale build never hides them; the package has only a build.
void Promise.all([import("node:fs"), import("node:module")]).then(function (modules) {
  const fs = modules[0]
  modules[1].enableCompileCache()
  const sources = new URL("../src/cli/main.ts", import.meta.url)
  return import(fs.existsSync(sources) ? sources.href : "../dist/cli/main.js")
})
