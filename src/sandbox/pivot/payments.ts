import type { SandboxRoute } from "../routes.ts"
import { answerCancelPayment } from "./cancel-payment.ts"
import { answerCapturePayment } from "./capture-payment.ts"
import { chargeRoutes } from "./charges.ts"
import { answerConfirmPayment } from "./confirm-payment.ts"
import { answerCreatePayment } from "./create-payment.ts"
import { answerRetrievePayment } from "./retrieve-payment.ts"
import { answerSimulation } from "./simulate-payment.ts"

export const paymentRoutes: readonly SandboxRoute[] = [
  { method: "POST", path: "/v2/payments", answer: answerCreatePayment },
  { method: "POST", path: "/v2/payments/simulations", answer: answerSimulation },
  { method: "GET", path: "/v2/payments/:id", answer: answerRetrievePayment },
  { method: "POST", path: "/v2/payments/:id/confirm", answer: answerConfirmPayment },
  { method: "POST", path: "/v2/payments/:id/cancel", answer: answerCancelPayment },
  { method: "POST", path: "/v2/payments/:id/capture", answer: answerCapturePayment },
  ...chargeRoutes,
]
