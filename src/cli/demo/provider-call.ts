import { CommandFailure, EXIT } from "../exit.ts"
import type { ProviderCall, ProviderRequest } from "./demo-provider.ts"

const ANSWER_TIMEOUT_MS = 20_000
/** What a message quotes of an answer. */
const QUOTED_CHARACTERS_MAX = 300

/** Calls a simulated provider's API as any client does, and tells of each call. */
export function providerCall(baseUrl: string, tell: (said: string) => void): ProviderCall {
  return async <Answer>(path: string, request: ProviderRequest<Answer>): Promise<Answer> => {
    const response = await fetch(baseUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...request.headers },
      body: JSON.stringify(request.body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    const text = await response.text()
    if (!response.ok) {
      const quoted = text.slice(0, QUOTED_CHARACTERS_MAX)
      throw new CommandFailure(
        EXIT.failure,
        `POST ${path} was answered with HTTP ${response.status}: ${quoted}`,
        { advice: "Does the account misbehave, or has it nothing left to spend?" },
      )
    }
    const answer = JSON.parse(text) as Answer
    tell(`POST ${shown(path)} → ${response.status} ${request.tells(answer)}`.trimEnd())
    return answer
  }
}

const SEGMENTS_SHOWN = 3

/** A long path by its end: `…/Payout/v68/confirmThirdParty`. */
function shown(path: string): string {
  const segments = path.split("/").slice(1)
  return segments.length > SEGMENTS_SHOWN + 1
    ? `…/${segments.slice(-SEGMENTS_SHOWN).join("/")}`
    : path
}
