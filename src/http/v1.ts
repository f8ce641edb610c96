import { PaidoutError } from "../errors.ts"
import { createAuthentication } from "./auth.ts"
import type { Api } from "./api.ts"
import type { Hub } from "./hub.ts"
import { addIdempotency } from "./idempotency.ts"
import { nestsDeeper } from "./json-levels.ts"
import type { PersonSessions } from "./person-sessions.ts"
import { actorRoutes } from "./routes/actors.ts"
import { announcementRoutes } from "./routes/announcements.ts"
import { apiKeyRoutes } from "./routes/api-keys.ts"
import { attentionOwnerRoutes } from "./routes/attention-owners.ts"
import { attentionRoutes } from "./routes/attention.ts"
import { auditRoutes } from "./routes/audit.ts"
import { batchRoutes } from "./routes/batches.ts"
import { changeRoutes } from "./routes/changes.ts"
import { deliveryRoutes } from "./routes/deliveries.ts"
import { endpointRoutes } from "./routes/endpoints.ts"
import { evidenceRoutes } from "./routes/evidence.ts"
import { findRoutes } from "./routes/find.ts"
import { healthReportRoutes } from "./routes/health-report.ts"
import { importRoutes } from "./routes/imports.ts"
import { invitationRoutes } from "./routes/invitations.ts"
import { meRoutes } from "./routes/me.ts"
import { memberRoutes } from "./routes/members.ts"
import { merchantRoutes } from "./routes/merchants.ts"
import { messageRoutes } from "./routes/messages.ts"
import { overviewRoutes } from "./routes/overview.ts"
import { paymentRoutes } from "./routes/payments.ts"
import { payoutActionRoutes } from "./routes/payout-actions.ts"
import { payoutRoutes } from "./routes/payouts.ts"
import { reconciliationRoutes } from "./routes/reconciliations.ts"
import { resendRoutes } from "./routes/resends.ts"
import { sandboxRoutes } from "./routes/sandbox.ts"
import { sandboxClockRoutes } from "./routes/sandbox-clock.ts"
import { sandboxScenarioRoutes } from "./routes/sandbox-scenarios.ts"
import { sourceRoutes } from "./routes/sources.ts"

/** Everything under /v1: authenticated, JSON only, idempotent where asked. */
export function addV1(api: Api, hub: Hub, sessions: PersonSessions): void {
  const authentication = createAuthentication(hub, sessions)
  api.decorateRequest("caller")
  api.addHook("onRequest", (request, reply) => authentication.authenticate(request, reply))
  takeJsonOnly(api)
  addIdempotency(api, hub)
  sourceRoutes(api, hub)
  payoutRoutes(api, hub)
  payoutActionRoutes(api, hub)
  announcementRoutes(api, hub)
  batchRoutes(api, hub)
  paymentRoutes(api, hub)
  messageRoutes(api, hub)
  importRoutes(api, hub)
  evidenceRoutes(api, hub)
  endpointRoutes(api, hub)
  deliveryRoutes(api, hub)
  resendRoutes(api, hub)
  reconciliationRoutes(api, hub)
  attentionRoutes(api, hub)
  attentionOwnerRoutes(api, hub)
  findRoutes(api, hub)
  healthReportRoutes(api, hub)
  meRoutes(api, hub, sessions)
  actorRoutes(api, hub)
  memberRoutes(api, hub, sessions)
  auditRoutes(api, hub)
  invitationRoutes(api, hub)
  merchantRoutes(api, hub)
  apiKeyRoutes(api, hub, authentication)
  overviewRoutes(api, hub)
  changeRoutes(api, hub, authentication)
  sandboxRoutes(api, hub)
  sandboxClockRoutes(api, hub)
  sandboxScenarioRoutes(api, hub)
}

/** As many as a webhook may have. */
const LEVELS_MAX = 64

/** An empty body counts as none, whatever content type its client puts on it. */
export function takeJsonOnly(api: Api): void {
  const parse = api.getDefaultJsonParser("error", "error")
  api.removeAllContentTypeParsers()
  api.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = body as string
    if (text === "") done(null, null)
    else if (nestsDeeper(text, LEVELS_MAX)) {
      const what = `A body takes at most ${LEVELS_MAX} levels of nesting.`
      done(new PaidoutError("request_invalid", what))
    } else void parse(request, text, done)
  })
}
