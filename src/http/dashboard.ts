import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import type { FastifyInstance, FastifyReply } from "fastify"

import { landingPage, PAGE_POLICY } from "./pages.ts"

/** Where a build of the dashboard lies, seen from the sources and from the package alike. */
const FOLDERS = ["../../dist/dashboard/", "../dashboard/"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)

/** What the build writes where each answer needs a nonce of its own. */
const NONCE = "PAIDOUT_CSP_NONCE"
const nonceBytes = 16
const YEAR_SECONDS = 31_536_000

/** Pages of the dashboard: the browser's own router goes on from there. */
const PAGES = [
  "/",
  "/setup",
  "/login",
  "/invite/*",
  "/payouts",
  "/payouts/*",
  "/batches",
  "/batches/*",
  "/payments",
  "/payments/*",
  "/attention",
  "/attention/*",
  "/webhooks/*",
  "/lab",
  "/lab/*",
  "/settings/*",
] as const

/** `/` and the pages below it: one HTML, its scripts under /assets. Who sees what the API decides. */
export async function dashboardRoutes(server: FastifyInstance, version: string): Promise<void> {
  const built = findBuild()
  const hidden = { schema: { hide: true } }
  if (built === undefined) {
    server.get("/", hidden, (_request, reply) =>
      answerPage(reply, landingPage(version), PAGE_POLICY),
    )
    return
  }
  await server.register(fastifyStatic, {
    root: built.folder,
    serve: false,
    preCompressed: true,
    cacheControl: true,
    immutable: true,
    maxAge: YEAR_SECONDS * 1_000,
  })
  for (const url of PAGES) {
    server.get(url, hidden, (_request, reply) => {
      const nonce = randomBytes(nonceBytes).toString("base64url")
      return answerPage(reply, built.page.replaceAll(NONCE, nonce), pagePolicy(nonce))
    })
  }
  server.get<{ Params: { "*": string } }>("/assets/*", hidden, (request, reply) =>
    reply.sendFile(`assets/${request.params["*"]}`),
  )
  server.get("/icon.svg", hidden, (_request, reply) =>
    reply.sendFile("icon.svg", { immutable: false, maxAge: 86_400_000 }),
  )
}

function answerPage(reply: FastifyReply, page: string, policy: string): FastifyReply {
  return reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(page)
}

/** No inline script, no `eval`, nothing from elsewhere; style elements only with the nonce. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

function findBuild(): { readonly folder: string; readonly page: string } | undefined {
  for (const folder of FOLDERS) {
    try {
      return { folder, page: readFileSync(`${folder}index.html`, "utf8") }
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error
    }
  }
  return undefined
}
