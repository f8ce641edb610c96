import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function settingsRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/settings/sources", () => import("./sources-page.tsx"), "SourcesPage"),
    pageRoute(
      parent,
      "/settings/sources/connect",
      () => import("./connect-page.tsx"),
      "ConnectPage",
    ),
    pageRoute(parent, "/settings/sources/$id", () => import("./source-page.tsx"), "SourcePage"),
    pageRoute(
      parent,
      "/settings/developer/credentials",
      () => import("./credentials-page.tsx"),
      "CredentialsPage",
    ),
    pageRoute(
      parent,
      "/settings/developer/callbacks",
      () => import("./callbacks-page.tsx"),
      "CallbacksPage",
    ),
    pageRoute(
      parent,
      "/settings/developer/callbacks/new",
      () => import("./register-page.tsx"),
      "RegisterPage",
    ),
    pageRoute(
      parent,
      "/settings/developer/callbacks/$id",
      () => import("./callback-page.tsx"),
      "CallbackPage",
    ),
    pageRoute(parent, "/settings/mail", () => import("./mail-page.tsx"), "MailPage"),
    pageRoute(
      parent,
      "/settings/members",
      () => import("../account/members-page.tsx"),
      "MembersPage",
    ),
    pageRoute(parent, "/settings/audit", () => import("../account/audit-page.tsx"), "AuditPage"),
    pageRoute(parent, "/settings/me", () => import("../account/me-page.tsx"), "MePage"),
  ]
}
