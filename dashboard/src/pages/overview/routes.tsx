import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function overviewRoutes(parent: AnyRoute): AnyRoute[] {
  return [pageRoute(parent, "/", () => import("./overview-page.tsx"), "OverviewPage")]
}
