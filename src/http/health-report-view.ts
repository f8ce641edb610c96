import { idText } from "../ids.ts"
import type { ParkedGroup } from "../inbox/count-parked.ts"
import { shownUrl } from "../mail/mail-text.ts"
import type { WrittenMail } from "../mail/mail.ts"
import {
  firstAttemptRate,
  needsAttention,
  successRate,
  type HealthReport,
} from "../pipeline/mail/health-report.ts"

/** The report as the API writes it, with the mail that it makes. URLs are without their query. */
export function healthReportView(report: HealthReport, mail: WrittenMail) {
  const { attempts, exhausted, missed } = report
  return {
    from: report.from.toISOString(),
    to: report.to.toISOString(),
    needs_attention: needsAttention(report),
    deliveries: {
      attempts: attempts?.attempts ?? null,
      delivered: attempts?.delivered ?? null,
      estimated: attempts?.isEstimated ?? false,
      exhausted: exhausted?.count ?? null,
      missed,
      success_rate: successRate(report),
      first_attempt_rate: firstAttemptRate(report),
    },
    failing_endpoints: found(report.failing, (endpoint) => ({
      endpoint_id: idText("endpoint", endpoint.id),
      url: shownUrl(endpoint.url),
      failing_since: endpoint.failingSince.toISOString(),
      last_status: endpoint.lastStatus,
      last_cause: endpoint.lastCause,
      last_error: endpoint.lastError,
    })),
    disabled_endpoints: found(report.disabled, (endpoint) => ({
      endpoint_id: idText("endpoint", endpoint.id),
      url: shownUrl(endpoint.url),
      reason: endpoint.reason,
      last_error: endpoint.lastError,
    })),
    exhausted_deliveries: found(exhausted, (delivery) => ({
      delivery_id: idText("delivery", delivery.id),
      endpoint_id: idText("endpoint", delivery.endpointId),
      url: shownUrl(delivery.url),
      type: delivery.type,
      last_status: delivery.lastStatus,
      last_cause: delivery.lastCause,
    })),
    stuck_payouts: found(report.stuck, (payout) => ({
      payout_id: idText("payout", payout.id),
      provider: payout.provider,
      reference: payout.reference,
      status: payout.status,
      reason: payout.reason,
      heard_at: payout.heardAt.toISOString(),
    })),
    quarantined: report.quarantined?.map(parkedView) ?? null,
    unrecognised: report.unrecognised?.map(parkedView) ?? null,
    attention:
      report.attention?.map(({ kind, count, advice, oldest }) => ({
        ...{ kind, count, advice },
        oldest_id: idText("attention", oldest.id),
        oldest_opened_at: oldest.openedAt.toISOString(),
      })) ?? null,
    ...mail,
  }
}

function found<Example, View>(
  section: { readonly count: number; readonly examples: readonly Example[] } | null,
  view: (example: Example) => View,
): { readonly count: number; readonly examples: View[] } | null {
  return section === null ? null : { count: section.count, examples: section.examples.map(view) }
}

function parkedView(group: ParkedGroup & { readonly sourceName: string }) {
  return {
    source_id: idText("source", group.sourceId),
    source_name: group.sourceName,
    count: group.count,
    hint: group.hint,
  }
}
