import type { AnyRoute } from "@tanstack/react-router"

import { pageRoute } from "../../shell/page-route.tsx"

export function payoutRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    pageRoute(parent, "/payouts", () => import("./payouts-page.tsx"), "PayoutsPage"),
    pageRoute(parent, "/payouts/$id", () => import("./payout-page.tsx"), "PayoutPage"),
    pageRoute(parent, "/batches", () => import("./batches-page.tsx"), "BatchesPage"),
    pageRoute(parent, "/batches/$id", () => import("./batch-page.tsx"), "BatchPage"),
    pageRoute(parent, "/payments", () => import("./payments-page.tsx"), "PaymentsPage"),
    pageRoute(parent, "/payments/$id", () => import("./payment-page.tsx"), "PaymentPage"),
  ]
}
