import type { VendorReply } from "../../vendor-call.ts"
import type { Finding } from "../api.ts"
import { numberTextOf, field } from "../json-fields.ts"
import type { Json } from "../json.ts"
import { hear, type Heard } from "./read-answer.ts"

/** The tokens of one account. All who read at once share one, and wait for the same new one. */
export interface AccessTokens {
  get(): Promise<TokenAnswer>
  /** It was refused: whoever still holds it asks anew, once for all of them. */
  drop(token: string): void
}

export interface TokenAnswer {
  /** Null: there is none, and the finding says why. */
  readonly token: string | null
  readonly finding: Finding | null
  /** The call that was made for this asker; null: none, or another's. */
  readonly reply: VendorReply | null
}

/** Pivot's advice is 14 of the 15 minutes. */
const REFRESH_BEFORE_MS = 60_000
const LIFETIME_MS = 15 * 60_000
const TOKEN = /^[\x21-\x7e]{1,8192}$/

export function createAccessTokens(
  ask: () => Promise<VendorReply>,
  nowMs: () => number,
): AccessTokens {
  let held: { readonly token: string; readonly untilMs: number } | undefined
  let asking: Promise<TokenAnswer> | undefined

  async function askAnew(): Promise<TokenAnswer> {
    // Its life begins before the answer is here.
    const askedAtMs = nowMs()
    const reply = await ask()
    const heard = hear(reply)
    const token = heard.outcome === "said" ? field(heard.data, "accessToken") : undefined
    if (heard.outcome === "said" && typeof token === "string" && TOKEN.test(token)) {
      const lifetimeMs = lifetimeOf(field(heard.data, "expiresIn"))
      const freshMs = Math.max(lifetimeMs - REFRESH_BEFORE_MS, lifetimeMs / 2)
      held = { token, untilMs: askedAtMs + freshMs }
      return { token, finding: null, reply }
    }
    return { token: null, finding: refusalOf(heard), reply }
  }

  return {
    async get() {
      if (held !== undefined && nowMs() < held.untilMs) {
        return { token: held.token, finding: null, reply: null }
      }
      if (asking !== undefined) return { ...(await asking), reply: null }
      asking = askAnew()
      try {
        return await asking
      } finally {
        asking = undefined
      }
    },
    drop(token) {
      if (held?.token === token) held = undefined
    },
  }
}

/** `expiresIn` is text, in seconds: `"900"`. */
function lifetimeOf(expiresIn: Json | undefined): number {
  const text = numberTextOf(expiresIn)
  const seconds = text === undefined ? Number.NaN : Number(text)
  return seconds > 0 && seconds * 1_000 < LIFETIME_MS ? seconds * 1_000 : LIFETIME_MS
}

function refusalOf(heard: Heard): Finding {
  if (heard.outcome === "said") {
    const detail = "The answer to POST /v1/access-token holds no token."
    return { kind: "answer_misread", asked: null, detail }
  }
  const { finding } = heard
  // It is no payout that is not there: who answers has no such call.
  const isAboutPayouts = finding.kind === "not_known" || finding.kind === "not_ready"
  return isAboutPayouts ? { ...finding, kind: "request_refused" } : finding
}
