import type { Dialect, TellableChange, TellingEndpoint } from "../../delivery/dialect.ts"
import { freezeWebhook, thawWebhook } from "../../delivery/frozen-webhook.ts"
import { RETRY_SCHEDULES } from "../../delivery/retry-schedules.ts"
import { idText } from "../../ids.ts"
import { subjectOf, type Change } from "../../payout/canonical.ts"
import { eventOfChange } from "../../payout/event-of-change.ts"
import type { Provider, SourceSecrets } from "../../providers/provider.ts"
import { sampleChange } from "../endpoints/sample-change.ts"

/** A provider's own webhooks as a dialect: any provider's events in this one's words. */
export function providerDialect(provider: Provider): Dialect {
  const { dialect } = provider
  const formOf = ({ settings }: TellingEndpoint) => settings.form ?? dialect.forms[0] ?? ""

  function tell(change: TellableChange, endpoint: TellingEndpoint) {
    const { settings } = endpoint
    const event = eventOfChange(change, {
      destination: change.destination,
      account: settings.account ?? null,
    })
    // A source is a merchant's account at a provider: it is named where no other account is known.
    const account = event.account ?? idText("source", subjectOf(change).sourceId)
    const certainty = change.subject === "payout" ? change.payout.certainty : "confirmed"
    const said = dialect.tell(
      { event: { ...event, account }, type: change.type, certainty, sequence: change.sequence },
      {
        form: formOf(endpoint),
        toldBefore: change.toldBefore,
        id: change.eventId,
        at: saidAt(change),
        settings,
      },
    )
    return said === null ? null : { word: said.word, frozen: freezeWebhook(said.webhook) }
  }

  return {
    name: provider.name,
    versions: ["1"],
    forms: dialect.forms,
    tells: dialect.tells,
    toldUnder: (settings) =>
      dialect.toldUnder?.({ ...settings, form: settings.form ?? dialect.forms[0] ?? "" }) ??
      dialect.tells,
    takesBack: dialect.takesBack ?? [],
    sharesBodies: false,
    retrySchedule: Object.hasOwn(RETRY_SCHEDULES, provider.name) ? provider.name : "default",
    timeoutMs: dialect.timeoutMs,
    takesBasic: true,
    settings: dialect.settings,
    forwards: false,
    newSecret: () => dialect.newSecret(),
    faultOfSecret: (secret) => dialect.faultOfSecret(secret),
    tell,
    test({ at, endpoint }) {
      const { settings, eventTypes = ["*"] } = endpoint
      const sample = sampleChange(provider.name, { at, eventTypes, tells: dialect.tells })
      // A handler that follows the documentation expects an account to be named.
      const told = tell(sample, { ...endpoint, settings: { account: SAMPLE_ACCOUNT, ...settings } })
      if (told === null) throw new Error(`${provider.name} has no words for its own sample.`)
      return told.frozen
    },
    signers({ secrets, basic }) {
      // A source may authenticate by user and password alone, and so does its sample.
      const carried = secrets.length === 0 && basic !== null ? [null] : secrets
      return carried.map((secret) => {
        const live: SourceSecrets = {
          ...(secret !== null && { [dialect.secretKind]: [secret] }),
          ...(basic !== null && {
            basic_username: [basic.username],
            basic_password: [basic.password],
          }),
        }
        return ({ frozen }) => {
          const signed = dialect.sign(thawWebhook(frozen), live)
          return {
            headers: Object.entries(signed.headers).flat(),
            body: Buffer.from(signed.body.buffer, signed.body.byteOffset, signed.body.length),
          }
        }
      })
    },
    judge(result, settings) {
      // A 2xx that never came to its end is no answer.
      const isWhole = result.outcome === "success" || !isSuccess(result.responseStatus)
      const status = isWhole ? result.responseStatus : null
      return dialect.judge({ status, body: result.responseBody }, settings)
    },
  }
}

const STEP_MS = 10

/**
 * By these times handlers tell which of two webhooks is the later one, and changes that are applied
 * at once share theirs: the sequence sets them apart, by the least that Adyen's form can write.
 */
function saidAt({ at, sequence }: Change): string {
  return new Date(Date.parse(at) + sequence * STEP_MS).toISOString()
}

const SAMPLE_ACCOUNT = "SAMPLE-ACCOUNT"

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}
