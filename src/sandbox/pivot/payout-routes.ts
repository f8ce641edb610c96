import type { SandboxRoute } from "../routes.ts"
import { balanceOfUseCase, payoutBalance } from "./balances.ts"
import { createPayouts } from "./create-payouts.ts"
import { retrievePayouts } from "./retrieve-payouts.ts"

/** The first that fits answers: the balance stands before the payout of that id. */
export const payoutRoutes: readonly SandboxRoute[] = [
  { method: "POST", path: "/v1/payouts", answer: createPayouts },
  { method: "GET", path: "/v1/payouts/balance", answer: payoutBalance },
  { method: "GET", path: "/v1/payouts/:id", answer: retrievePayouts },
  { method: "GET", path: "/v1/balances", answer: balanceOfUseCase },
]
