import { JsonNumber } from "../providers/json.ts"
import type { SandboxAnswer } from "./exchange.ts"

/** A JSON answer; a `JsonNumber` in it keeps its digits. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SandboxAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  }
}

/** A number of a wire, from its decimal text: never through a float. */
export function wireNumber(text: string): JsonNumber {
  return new JsonNumber(text)
}
