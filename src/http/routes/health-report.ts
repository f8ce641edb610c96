import { Type } from "typebox"

import { healthMailSettings } from "../../merchants/health-mail.ts"
import { changeHealthMail } from "../../pipeline/mail/change-health-mail.ts"
import { previewHealthReport } from "../../pipeline/mail/preview-health-report.ts"
import { sendTestMail } from "../../pipeline/mail/send-test-mail.ts"
import { type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { healthMailView, type HealthMailView } from "../health-mail-view.ts"
import { healthReportView } from "../health-report-view.ts"
import type { Hub } from "../hub.ts"
import { Moment, momentOf } from "../moment.ts"
import { PAGE_POLICY } from "../pages.ts"
import { HealthMailFields } from "../schemas/health-report.ts"
import { refTo } from "../schemas/parts.ts"

/** How a merchant's payouts and deliveries do, and who is told so by mail. */
export function healthReportRoutes(api: Api, hub: Hub): void {
  const tags = ["health report"]

  api.get(
    "/health-report",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "The report as it would be mailed, of the current window of 6 hours by default",
        querystring: Type.Object(
          {
            from: Moment,
            to: Moment,
            format: Type.Optional(
              Type.Enum(["json", "text", "html"], {
                default: "json",
                description: "`text` and `html` give just the mail's body.",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: "The report",
            content: {
              "application/json": { schema: refTo<HealthReportView>("HealthReport") },
              "text/plain": { schema: Type.String() },
              "text/html": { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { merchantId } = request.caller
      const from = momentOf("from", request.query.from)
      const to = momentOf("to", request.query.to)
      const { report, mail } = await previewHealthReport(
        { ...hub.mail, pool: hub.pool },
        {
          merchantId,
          ...(from === undefined ? {} : { from: new Date(from) }),
          ...(to === undefined ? {} : { to: new Date(to) }),
        },
      )
      switch (request.query.format ?? "json") {
        case "text":
          return reply.type("text/plain; charset=utf-8").send(mail.text)
        case "html":
          reply.header("content-security-policy", `${PAGE_POLICY}; sandbox`)
          return reply.type("text/html; charset=utf-8").send(mail.html)
        case "json":
          return healthReportView(report, mail)
      }
    },
  )

  api.get(
    "/health-report/settings",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Who gets the mails, when, and how the last one fared",
        response: { 200: refTo<HealthMailView>("HealthMail") },
      },
    },
    (request) => healthMailView(hub, request.caller.merchantId),
  )

  api.put(
    "/health-report/settings",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Set who gets the mails, and when",
        body: Type.Object(HealthMailFields, { additionalProperties: false }),
        response: { 200: refTo<HealthMailView>("HealthMail") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const settings = healthMailSettings(request.body)
      await changeHealthMail(hub.pool, { merchantId, actor: actorOf(request), settings })
      return healthMailView(hub, merchantId)
    },
  )

  api.post(
    "/health-report/send-test",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Send a test mail now and tell what the mail server answered",
        response: { 200: refTo<TestMailView>("TestMail") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const context = { ...hub.mail, pool: hub.pool, metrics: hub.metrics }
      const { durationMs, ...outcome } = await sendTestMail(context, merchantId)
      return { ...outcome, duration_ms: durationMs }
    },
  )
}

type HealthReportView = ReturnType<typeof healthReportView>
type TestMailView = Omit<Awaited<ReturnType<typeof sendTestMail>>, "durationMs"> & {
  readonly duration_ms: number
}
