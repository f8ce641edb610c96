import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

/** The list stays while items are gone through: an item is a part of the list's page. */
export function attentionRoutes(parent: AnyRoute): AnyRoute[] {
  const load = () => import("./attention-page.tsx")
  const page = pageRoute(parent, "/attention", load, "AttentionPage")
  return [
    page.addChildren([
      pageRoute(page, "/", load, "NoItem"),
      pageRoute(page, "/$id", load, "ItemPane"),
    ]),
  ]
}
