import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router"

import { accountRoutes } from "./pages/account/routes.tsx"
import { attentionRoutes } from "./pages/attention/routes.tsx"
import { labRoutes } from "./pages/lab/routes.tsx"
import { overviewRoutes } from "./pages/overview/routes.tsx"
import { payoutRoutes } from "./pages/payouts/routes.tsx"
import { settingsRoutes } from "./pages/settings/routes.tsx"
import { webhookRoutes } from "./pages/webhooks/routes.tsx"
import { NotFoundPage } from "./shell/not-found-page.tsx"
import { PageFailure } from "./shell/page-failure.tsx"
import { Shell } from "./shell/shell.tsx"

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

/** Pages of who is logged in, inside the frame; logging in stands outside of it. */
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Shell })

const tree = root.addChildren([
  ...accountRoutes(root),
  inside.addChildren([
    ...overviewRoutes(inside),
    ...payoutRoutes(inside),
    ...attentionRoutes(inside),
    ...webhookRoutes(inside),
    ...labRoutes(inside),
    ...settingsRoutes(inside),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
  // Filters are words, so that a person can read and write them: no JSON in the URL.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: searchText,
})

function searchText(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  )
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`
}
