import { Type } from "typebox"

import { healthMailSettings } from "../../merchants/health-mail.ts"
import { findSandboxMerchant } from "../../merchants/find-merchant.ts"
import { changeHealthMail } from "../../pipeline/mail/change-health-mail.ts"
import { type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { healthMailView, type HealthMailView } from "../health-mail-view.ts"
import { sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { HealthMailFields } from "../schemas/health-report.ts"
import { refTo } from "../schemas/parts.ts"

/** The mail by which the simulated providers say how their webhooks do. */
export function sandboxHealthMailRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/health-mail",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Who gets the simulated providers' mails on their webhooks, and when",
        response: { 200: refTo<HealthMailView>("HealthMail") },
      },
    },
    async (request) => {
      const { pool } = sandboxOf(hub).context
      const { merchantId } = request.caller
      return healthMailView(hub, (await findSandboxMerchant(pool, merchantId)) ?? null)
    },
  )

  api.put(
    "/sandbox/health-mail",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Set who gets the simulated providers' mails on their webhooks, and when",
        body: Type.Object(HealthMailFields, { additionalProperties: false }),
        response: { 200: refTo<HealthMailView>("HealthMail") },
      },
    },
    async (request) => {
      const { host } = sandboxOf(hub).context
      const owner = request.caller.merchantId
      const actor = actorOf(request)
      const merchantId = await host.ensureMerchant({ merchantId: owner, actor })
      const settings = healthMailSettings(request.body)
      await changeHealthMail(hub.pool, { merchantId, actor, settings, auditedFor: owner })
      return healthMailView(hub, merchantId)
    },
  )
}
