import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function labRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/lab", () => import("./lab-page.tsx"), "LabPage"),
    pageRoute(parent, "/lab/approval", () => import("./approval-page.tsx"), "ApprovalPage"),
    pageRoute(parent, "/lab/scenarios", () => import("./scenarios-page.tsx"), "ScenariosPage"),
    pageRoute(parent, "/lab/echo", () => import("./echo-page.tsx"), "EchoPage"),
  ]
}
