import { ERRORS } from "../errors.ts"

export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace}dt{margin-top:1rem}dd{margin:0}`

/** What stands at `/` where the dashboard was not built. */
export function landingPage(version: string): string {
  return page(
    "Paidout",
    `<h1>Paidout ${version}</h1>
<p>This hub receives payout and payment webhooks, keeps one truthful ledger of them and delivers
every change to your endpoints.</p>
<p>Its dashboard is not built here: run <code>npm run build:dashboard</code> and start it again.</p>
<ul>
<li><a href="/docs">API documentation</a> (<a href="/openapi.json">OpenAPI</a>)</li>
<li><a href="/docs/errors">Error codes</a></li>
<li><a href="/healthz">Health</a>, <a href="/readyz">readiness</a>, <a href="/metrics">metrics</a></li>
</ul>`,
  )
}

/** Where the `type` of every problem points to. */
export function errorsPage(): string {
  const entries = Object.entries(ERRORS).map(
    ([code, { status, retryable, message }]) =>
      `<dt id="${code}"><code>${code}</code> · ${status}${retryable ? " · may work later" : ""}</dt>
<dd>${message}</dd>`,
  )
  return page(
    "Error codes of Paidout",
    `<h1>Error codes</h1><p>Errors are problems (RFC 9457) with one of these codes.</p>
<dl>${entries.join("\n")}</dl>`,
  )
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style>${content}</html>\n`
}
