import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function attentionRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/attention", () => import("./attention-page.tsx"), "AttentionPage"),
    pageRoute(
      parent,
      "/attention/$id",
      () => import("./attention-item-page.tsx"),
      "AttentionItemPage",
    ),
  ]
}
