import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function webhookRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/webhooks/received", () => import("./received-page.tsx"), "ReceivedPage"),
    pageRoute(parent, "/webhooks/received/$id", () => import("./message-page.tsx"), "MessagePage"),
    pageRoute(parent, "/webhooks/sent", () => import("./sent-page.tsx"), "SentPage"),
    pageRoute(parent, "/webhooks/sent/$id", () => import("./delivery-page.tsx"), "DeliveryPage"),
    pageRoute(parent, "/webhooks/resends", () => import("./resends-page.tsx"), "ResendsPage"),
    pageRoute(parent, "/webhooks/resends/$id", () => import("./resend-page.tsx"), "ResendPage"),
  ]
}
