import { expect, test } from "vitest"
import { verify } from "./verify.ts"

const KEY = { callback_api_key: ["new", "old"] }
const BASIC = { basic_username: ["u"], basic_password: ["p"] }
const AUTHORIZATION = { authorization: ["Basic dTpw"] }

function outcome(headers: Record<string, string[]>, secrets: Record<string, string[]>): string {
  const verdict = verify({ headers, body: new Uint8Array() }, secrets)
  return verdict.outcome === "authentic" ? "authentic" : verdict.reason
}

test.each([
  ["the key", { "x-api-key": ["new"] }, KEY, "authentic"],
  ["the key before the rotation", { "x-api-key": ["old"] }, KEY, "authentic"],
  ["another key", { "x-api-key": ["older"] }, KEY, "credential_mismatch"],
  ["no key", {}, KEY, "credential_missing"],
  ["the key twice", { "x-api-key": ["new", "new"] }, KEY, "credential_repeated"],
  ["a key where none is configured", { "x-api-key": ["new"] }, {}, "secret_not_configured"],
  ["Basic alone, configured alone", AUTHORIZATION, BASIC, "authentic"],
  [
    "the key alone where both are configured",
    { "x-api-key": ["new"] },
    { ...KEY, ...BASIC },
    "credential_missing",
  ],
  [
    "Basic alone where both are configured",
    AUTHORIZATION,
    { ...KEY, ...BASIC },
    "credential_missing",
  ],
  ["both", { "x-api-key": ["new"], ...AUTHORIZATION }, { ...KEY, ...BASIC }, "authentic"],
])("%s", (_name, headers, secrets, expected) => {
  expect(outcome(headers as Record<string, string[]>, secrets as Record<string, string[]>)).toBe(
    expected,
  )
})
