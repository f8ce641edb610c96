import type { ErrorCode } from "../errors.ts"

/** What to do next, where the message alone does not say it. docs/errors.md says it for all codes. */
const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthorized:
    "Set PAIDOUT_API_KEY, or run this where the hub runs: its first key is in DATA_DIR/api-key.",
  forbidden: "Use a key with the scope that this needs; an admin key can make one.",
  not_found: "Check the id, and that the API key is of the merchant who owns it.",
  endpoint_refused: "Make the endpoint answer the test event with HTTP 200, then add it again.",
  endpoint_address_refused:
    "Use an http or https URL at a public address, or allow a range with ALLOW_ENDPOINT_CIDRS.",
  sandbox_off: "A hub has a sandbox on its embedded database, or with SANDBOX=on.",
  release_refused: "Mend the source's secrets first, or pass --force if you know it is genuine.",
  data_dir_in_use: "Stop the other one, or give this one another DATA_DIR and PORT.",
  database_unavailable: "Check DATABASE_URL and that the server runs.",
  secret_key_wrong: "Start with the PAIDOUT_SECRET_KEY that was used before.",
}

export function adviceOn(code: string): string | undefined {
  return Object.hasOwn(ADVICE, code) ? ADVICE[code as ErrorCode] : undefined
}
