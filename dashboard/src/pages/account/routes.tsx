import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function accountRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/login", () => import("./login-page.tsx"), "LoginPage"),
    pageRoute(parent, "/setup", () => import("./setup-page.tsx"), "SetupPage"),
    pageRoute(parent, "/invite/$token", () => import("./invite-page.tsx"), "InvitePage"),
  ]
}
